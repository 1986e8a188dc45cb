import { describe, expect, test } from "vitest";
import { type ExistingFile, planFile } from "../../../src/plan/file.ts";
import { type Action, changes } from "../../../src/plan/step.ts";
import type { DesiredFile } from "../../../src/spec/desired.ts";

const FILE: DesiredFile = {
  path: "etc/kubernetes/pki/apiserver.crt",
  content: { kind: "certificate", credential: 0 },
  mode: 0o644,
  owner: "root:root",
  role: "API server, serving: certificate",
};
const NEW = Buffer.from("new");
const there = (change: Partial<ExistingFile> = {}): ExistingFile => ({
  bytes: NEW,
  ours: true,
  mode: 0o644,
  ...change,
});
const OLD = there({ bytes: Buffer.from("old") });
const STRANGE = { ...OLD, ours: false };

describe("a file", () => {
  test.each<[string, Buffer | undefined, ExistingFile | undefined, Action | undefined, boolean, Action, string[]]>([
    ["is not there", NEW, undefined, undefined, false, "create", ["API server, serving: certificate"]],
    ["is not there and is not known yet", undefined, undefined, "create", false, "create", [FILE.role]],
    ["is as it should be", NEW, there(), undefined, false, "keep", []],
    ["is as it should be, whoever made it", NEW, there({ ours: false }), undefined, false, "keep", []],
    ["has another mode", NEW, there({ mode: 0o600 }), undefined, false, "update", ["its mode is 0600, not 0644"]],
    [
      "has another mode and is not ours",
      NEW,
      there({ mode: 0o666, ours: false }),
      undefined,
      false,
      "update",
      ["its mode is 0666, not 0644"],
    ],
    ["has other content", NEW, OLD, undefined, false, "update", ["its content changes"]],
    ["has other content, its credential kept", NEW, OLD, "keep", false, "update", ["its content changes"]],
    ["follows its certificate", undefined, OLD, "renew", false, "update", ["changes with its certificate"]],
    ["is not ours", NEW, STRANGE, undefined, false, "refuse", [expect.stringContaining("--replace")]],
    ["is not ours, and is not known yet", undefined, STRANGE, "reissue", false, "refuse", [expect.any(String)]],
    ["is not ours, and may be replaced", NEW, STRANGE, "reissue", true, "update", ["replaced, as asked"]],
    ["cannot be made", undefined, undefined, "impossible", false, "impossible", ["its credential cannot be made"]],
    [
      "cannot be made, and something is there",
      undefined,
      STRANGE,
      "impossible",
      true,
      "impossible",
      [expect.any(String)],
    ],
    ["is kept though its credential cannot be renewed", NEW, there(), "impossible", false, "keep", []],
  ])("that %s", (_, bytes, found, source, mayReplace, action, reasons) => {
    expect(planFile(FILE, bytes, found, source, mayReplace)).toEqual({ action, reasons });
  });
});

test("what changes something, and what does not", () => {
  const all: Action[] = ["create", "renew", "reissue", "update", "keep", "refuse", "remove", "stale", "impossible"];
  const changing = all.filter((action) => changes({ unit: "", kind: "file", id: "", action, reasons: [] }));
  expect(changing).toEqual(["create", "renew", "reissue", "update", "refuse", "remove"]);
});
