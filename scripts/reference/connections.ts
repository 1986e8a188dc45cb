/** Who dials whom, under which name, what each side shows and checks. */
import type { Catalog } from "../../src/catalog/index.ts";
import type { Checks, ConnectionEnd, Presents, ServerEnd } from "../../src/catalog/types.ts";
import { code, idsOf, item, link, list, page, section, table } from "./markdown.ts";
import { conditionsText, nameText, versionsText } from "./wording.ts";

export function connectionsPage({ connections }: Catalog): string {
  const ids = idsOf(connections).sort((a, b) => Number(a.slice(1)) - Number(b.slice(1)));
  return page(
    "# Connections",
    `The ${ids.length} edges of a cluster's trust: who dials whom, under which name, what each side shows, and what it checks the\n` +
      "other side with.",
    table(
      ["id", "client", "server", "port", "what"],
      ids.map((id) => {
        const { title, clients, servers } = connections[id];
        return [
          `[${id}](#${id.toLowerCase()})`,
          each(clients.map(({ component }) => component)),
          each(servers.map(({ component }) => component)),
          each(servers.map(({ port }) => String(port ?? "-"))),
          title,
        ];
      }),
    ),
    ...ids.map((id) => {
      const { title, when, versions, clients, servers, dials, without, source } = connections[id];
      return section(
        `## ${id}`,
        `${title}.`,
        list([
          item("Only with", conditionsText(when)),
          item("Kubernetes", versionsText(versions)),
          ...clients.map((client) => item("Client", endText(client))),
          ...servers.map((server) => item("Server", serverText(server))),
          ...dials.map((name) => item("Dials", nameText(name))),
          item("When it is missing", without),
          item("Source", source),
        ]),
      );
    }),
  );
}

const each = (texts: readonly string[]): string => [...new Set(texts)].join(", ");

const endText = ({ component, when, presents, checks }: ConnectionEnd): string => {
  const only = conditionsText(when);
  return `${code(component)} shows ${presentsText(presents)}; checks with ${checksText(checks)}${only === undefined ? "" : `; only with ${only}`}`;
};

const serverText = (server: ServerEnd): string =>
  server.port === undefined ? endText(server) : `${endText(server)}; port ${server.port}`;

function presentsText(presents: Presents): string {
  if ("credentials" in presents) return presents.credentials.map((id) => link("credentials.md", id)).join(" or ");
  if ("token" in presents) return `a token (${presents.token})`;
  if ("nothing" in presents) return `nothing (${presents.nothing})`;
  return `a certificate of its own making (${presents.selfMade})`;
}

function checksText(checks: Checks): string {
  if ("slots" in checks) return checks.slots.map((id) => link("trust-slots.md", id)).join(" or ");
  if ("tokens" in checks) return `tokens (${checks.tokens})`;
  if ("systemRoots" in checks) return `the system's roots (${checks.systemRoots})`;
  return `nothing (${checks.unchecked})`;
}
