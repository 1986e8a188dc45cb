/** The authorities that a listener asks for, beside those of its files. */
import type { Catalog } from "../../catalog/index.ts";
import type { Connection, SlotId } from "../../catalog/types.ts";
import { nameText } from "../../x509/name.ts";
import type { ServerEnd } from "../connections/connection.ts";
import { certificatesIn } from "./certificates-in.ts";
import type { Listener } from "./listener.ts";
import { hex, notLoaded, rawNameText } from "./not-loaded.ts";
import type { NotLoaded } from "./seen.ts";

/**
 * Go asks for the subjects of the authorities that it has loaded. One that the file has and the server does not ask for was
 * put in later; one that it asks for and no file of it has was taken out. A renewal under the same name is not seen.
 */
export function authoritiesNotLoaded(listener: Listener, asked: readonly Uint8Array[], catalog: Catalog): NotLoaded[] {
  const { server } = listener;
  const own = trustSettings(listener, catalog);
  const paths = trustOf(server).filter((path) => own.every(({ file }) => file.place.file !== path));
  const seen = new Set(asked.map(hex));
  const late = own.flatMap(({ setting, file, holds: [...all] }) => {
    const one = all.find(({ rawSubject }) => !seen.has(hex(rawSubject)));
    if (one === undefined) return [];
    return [notLoaded(server, setting, file, `it does not ask for certificates of ${nameText(one.subject)}`)];
  });
  const [first] = own;
  // Whose slot is another component's keeps authorities that were taken out there.
  if (late.length > 0 || first === undefined || paths.length > 0) return late;
  const named = new Set(own.flatMap(({ holds: all }) => all.map(({ rawSubject }) => hex(rawSubject))));
  const gone = asked.find((raw) => !named.has(hex(raw)));
  if (gone === undefined) return [];
  return [notLoaded(server, first.setting, first.file, `it still asks for certificates of ${rawNameText(gone)}`)];
}

/** The settings of this listener that name whom it believes: a component that listens twice has two of a kind. */
function trustSettings({ server, running }: Listener, { connections, slots }: Catalog) {
  const ids = new Set<SlotId>();
  for (const { servers } of Object.values<Connection>(connections))
    for (const { component, port, checks } of servers)
      if (component === server.component && (port === undefined || port === server.port))
        for (const slot of "slots" in checks ? checks.slots : []) ids.add(slot);
  for (const id of Object.keys(slots) as SlotId[])
    if (server.believes !== undefined && slots[id].holder === server.component && slots[id].admits === "by-chain")
      ids.add(id);
  const wanted = new Set(trustOf(server));
  return running.settings.flatMap((setting) => {
    const { file } = setting;
    const role = setting.setting !== undefined && "file" in setting.setting.value ? setting.setting.value.file : "";
    const slot = role.startsWith("trust/") ? (role.slice("trust/".length) as SlotId) : undefined;
    if (file === undefined || slot === undefined || !ids.has(slot) || !wanted.has(file.place.file)) return [];
    return [{ setting, file, holds: certificatesIn(file) }];
  });
}

const trustOf = ({ anchors, believes }: ServerEnd): string[] =>
  [anchors, believes?.clients, believes?.frontProxy?.anchors].flatMap((one) =>
    one === undefined ? [] : [one.place.file],
  );
