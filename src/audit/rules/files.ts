/** Modes, owners and places of files. */
import type { ActualFile } from "../../inventory/actual.ts";
import type { HeldOf } from "../../inventory/held.ts";
import type { Fault, Rule } from "../rule.ts";
import { roleOf } from "../scene.ts";

const purpose = (file: ActualFile): string => {
  const role = roleOf(file);
  return role === undefined || role.id === "" ? "" : ` (${role.id})`;
};

const octal = (mode: number): string => mode.toString(8).padStart(4, "0");

export const fileRules = {
  "private-key-readable": {
    title: "A private key can be read by others than its owner",
    severity: "warning",
    group: "files",
    source: "CIS Kubernetes Benchmark 1.12, 1.1.21",
    why: "Whoever reads the key is whoever its certificate names, until that ends: nothing revokes it.",
    shows: [],
    mend: "chmod 600 the file. If somebody may have read it, issue a certificate with a new key.",
    *check({ privateKeys }): Generator<Fault> {
      for (const { file, place } of oneOfEachFile(privateKeys)) {
        if (file.mode === undefined || (file.mode & 0o077) === 0) continue;
        yield {
          place,
          message: `${file.path}${purpose(file)} holds a private key and has mode ${octal(file.mode)}`,
          shown: { field: "mode", value: octal(file.mode) },
          remedy: {
            sentence: "Let only its owner read it.",
            commands: [`chmod 600 ${file.path}`],
            restart: "Nothing.",
          },
        };
      }
    },
  },
} as const satisfies Readonly<Record<string, Rule>>;

function oneOfEachFile<H extends HeldOf<"private-key">>(held: readonly H[]): H[] {
  const seen = new Set<string>();
  return held.filter(({ file: { place } }) => {
    const key = `${place.host ?? ""}\n${place.file}`;
    return !seen.has(key) && seen.add(key) !== undefined;
  });
}
