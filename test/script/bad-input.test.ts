// What a specification must not say, through the command: exit 2, the place, the field and the remedy, all of it at once,
// and nothing written.
import { mkdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { snapshot } from "../contract/files/scratch.ts";
import { type Outcome, PROGRAM, type Shell, shell } from "./command.ts";

const HEAD = "apiVersion: kubepki/v1\nkind: Cluster\n";
const HOSTS = "hosts:\n  - {name: cp-1, roles: [control-plane], addresses: [10.0.0.11]}\n";

/** Plan and apply say the same, and leave no trace. */
function refusedBy(here: Shell, ...words: string[]): Outcome {
  const before = snapshot(here.folder);
  const planned = here.kubepki("plan", ...words);
  expect(here.kubepki("apply", "--yes", ...words)).toEqual(planned);
  expect({ status: planned.status, stdout: planned.stdout }).toEqual({ status: 2, stdout: "" });
  expect(snapshot(here.folder)).toEqual(before);
  return planned;
}

const bomb = [
  "a: &a [x,x,x,x,x,x,x,x,x]",
  ..."bcdefgh".split("").map((name, i) => `${name}: &${name} [${Array(9).fill(`*${"abcdefg"[i]}`).join()}]`),
].join("\n");

/** The text after the head, and the line that it must be answered with. */
const CASES: readonly [what: string, text: string, line: string | RegExp][] = [
  [
    "an unknown field",
    `layuot: kubeadm\n${HOSTS}`,
    "3:1: error: layuot: unknown field `layuot` (did you mean `layout`?)",
  ],
  [
    "an unknown field deep inside",
    `${HOSTS}network: {domian: x.local}\n`,
    /^5:11: error: network\.domian: unknown field `domian` \(did you mean `domain`\?\)$/,
  ],
  ["a key written twice", `name: a\nname: b\n${HOSTS}`, "4:1: error: name: `name` is written twice (keep one of them)"],
  [
    "an anchor bomb",
    `${bomb}\n`,
    /^3:\d+: error: .*|^1:1: error: aliases stand for more than 100 nodes \(write the values out/,
  ],
  ["a tab", "hosts:\n\t- name: a\n", "4:1: error: a tab is used for indentation (indent with spaces)"],
  ["deep nesting", `name: ${"[".repeat(5000)}\n`, /^3:\d+: error: the document is nested too deeply/],
  [
    "a host name that is no DNS name",
    HOSTS.replace("cp-1", "CP_1"),
    /^4:12: error: hosts\[0\]\.name: `CP_1` is no host name \(.*RFC 1123.*for example `cp-1`\)$/,
  ],
  [
    "a host name twice",
    `${HOSTS}  - {name: cp-1, addresses: [10.0.0.12]}\n`,
    /^5:\d+: error: hosts\[1\].*cp-1.*twice|^5:\d+: error: hosts\[1\].*`cp-1`/,
  ],
  [
    "an address twice",
    `${HOSTS}  - {name: w-1, addresses: [10.0.0.11]}\n`,
    /^5:\d+: error: hosts\[1\]\.addresses.*10\.0\.0\.11/,
  ],
  [
    "no address",
    HOSTS.replace("10.0.0.11", "10.0.0.256"),
    /^4:\d+: error: hosts\[0\]\.addresses\[0\]: `10\.0\.0\.256` is no IP address \(for example/,
  ],
  ["no control plane", "hosts:\n  - {name: w-1, addresses: [10.0.0.11]}\n", /error: hosts: .*control.plane/],
  [
    "a subnet too small",
    `${HOSTS}network: {serviceSubnets: [10.96.0.0/30]}\n`,
    /^5:\d+: error: network\.serviceSubnets: service subnet 10\.96\.0\.0\/30 is too small/,
  ],
  [
    "no subnet",
    `${HOSTS}network: {serviceSubnets: [10.96.0.0]}\n`,
    /^5:\d+: error: network\.serviceSubnets\S*: .*10\.96\.0\.0/,
  ],
  [
    "an address of a host inside the service subnet",
    `${HOSTS}network: {serviceSubnets: [10.0.0.0/16]}\n`,
    /^\d+:\d+: (error|warning): .*10\.0\.0\.(0\/16|11)/,
  ],
  [
    "a lifetime longer than its authority's",
    `${HOSTS}lifetimes: {authorities: 1y, credentials: 2y}\n`,
    /^5:\d+: error: lifetimes\.credentials: certificates live 2y, longer than the authorities' 1y \(/,
  ],
  ["no lifetime", `${HOSTS}lifetimes: {credentials: soon}\n`, /^5:\d+: error: lifetimes\.credentials: `soon` /],
  [
    "a user named system:",
    `${HOSTS}users: ["system:kube-proxy"]\n`,
    /^5:\d+: error: users\[0\]: the user name `system:kube-proxy` begins with system:.*allowSystem: true/,
  ],
  [
    "system:masters",
    `${HOSTS}users: [{name: bob, groups: ["system:masters"]}]\n`,
    /^5:\d+: error: users\[0\]\S*: the group `system:masters` of `bob` passes all authorization.*allowSystem: true/,
  ],
  [
    "a version out of range",
    `kubernetesVersion: v1.20.0\n${HOSTS}`,
    "3:20: error: kubernetesVersion: Kubernetes v1.20.0 is out of range (supported: 1.34 to 1.37)",
  ],
  ["no version", `kubernetesVersion: latest\n${HOSTS}`, /^3:20: error: kubernetesVersion: `latest` /],
  [
    "an endpoint without host",
    `endpoint: ":6443"\n${HOSTS}`,
    /^3:11: error: endpoint: `:6443` is no endpoint \(host or host:port/,
  ],
  ["a URL as endpoint", `endpoint: https://api.example.com\n${HOSTS}`, /^3:11: error: endpoint: .*without https:\/\//],
  ["an algorithm that nobody has", `keys: RSA-2047\n${HOSTS}`, /^3:7: error: keys: `RSA-2047` .*RSA-2048/],
  ["a layout that nobody has", `layout: kops\n${HOSTS}`, /^3:9: error: layout: `kops` .*`kubeadm`, `hard-way`/],
];

describe("one fault: its place, its field, what to do", () => {
  test.each(CASES)("%s", (_, text, line) => {
    const here = shell();
    here.write("cluster.yaml", HEAD + text);
    const { stderr } = refusedBy(here);
    const lines = stderr.split("\n").filter((one) => one.startsWith("cluster.yaml:"));
    const told = lines.map((one) => one.slice("cluster.yaml:".length));
    expect(told).toContainEqual(typeof line === "string" ? line : expect.stringMatching(line));
    expect(told).toEqual(told.map(() => expect.stringMatching(/^\d+:\d+: error: .* \(.*\)$/)));
    expect(stderr).toMatch(/\nkubepki: error: the specification has \d+ errors?\n$/);
  });
});

test("every fault of every file at once, in the order of the files and lines", () => {
  const here = shell();
  const faults = CASES.filter(([what]) => /field$|version out|endpoint without|masters/.test(what));
  here.write(
    "a.yaml",
    `${HEAD}kubernetesVersion: v1.20.0\nendpoint: ":6443"\nlayuot: kubeadm\n${HOSTS}users: [{name: bob, groups: ["system:masters"]}]\n`,
  );
  here.write("b.yaml", `${HEAD}name: [x]\n`);
  const { stderr } = refusedBy(here, "-f", "a.yaml", "-f", "b.yaml");
  const places = [...stderr.matchAll(/^([ab])\.yaml:(\d+):/gm)].map(([, file, line]) => [file, Number(line)]);
  expect(faults.length).toBe(4);
  expect(places.length).toBeGreaterThanOrEqual(5);
  expect(places).toEqual([...places].sort(([f, l], [g, m]) => `${f}`.localeCompare(`${g}`) || Number(l) - Number(m)));
  expect(stderr).toContain("a second Cluster");
});

describe("files that are no specification", () => {
  test.each([
    [
      "that is not there",
      "none.yaml",
      undefined,
      /error: none\.yaml does not exist\nkubepki: remedy: name the file with -f/,
    ],
    ["that is a folder", "folder", null, /error: folder is a folder\nkubepki: remedy: name the file/],
    ["that is empty", "x.yaml", "", /^x\.yaml:1:1: error: the file is empty \(start with .*`kubepki init`/],
    ["of comments", "x.yaml", "# to do\n", /^x\.yaml:1:1: error: the file is empty/],
    [
      "that is binary",
      "x.yaml",
      Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1, 0xff]),
      /error: x\.yaml is not text in UTF-8\nkubepki: remedy: save it as UTF-8/,
    ],
    ["in UTF-16", "x.yaml", Buffer.from(`\ufeff${HEAD}${HOSTS}`, "utf16le"), /error: x\.yaml is not text in UTF-8/],
    [
      "over the size limit",
      "x.yaml",
      `${HEAD}${"# x\n".repeat(300_000)}`,
      /error: x\.yaml is larger than 1024 KiB\nkubepki: remedy: .*range/,
    ],
    ["that never ends", "/dev/zero", undefined, /error: \/dev\/zero is larger than 1024 KiB/],
    [
      "of another kind",
      "x.yaml",
      "apiVersion: v1\nkind: Pod\n",
      /^x\.yaml:1:13: error: apiVersion: unknown apiVersion `v1` \(/,
    ],
    ["in broken JSON", "x.json", '{"apiVersion": "kubepki/v1",\n', /^x\.json:2:1: error: not YAML: /],
  ])("%s", (_, file, content, message) => {
    const here = shell();
    if (content === null) mkdirSync(here.path(file));
    else if (content !== undefined) here.write(file, content);
    expect(refusedBy(here, "-f", file).stderr).toMatch(message);
  });

  test("standard input that is too long, and one that is closed", () => {
    const here = shell();
    const endless = here.run("bash", ["-c", `cat /dev/zero | node "$0" plan -f -`, PROGRAM]);
    expect(endless).toMatchObject({
      status: 2,
      stdout: "",
      stderr: expect.stringContaining("standard input is larger than 1024 KiB"),
    });
    const closed = here.run("bash", ["-c", `node "$0" plan -f - <&-`, PROGRAM]);
    expect(closed).toMatchObject({ status: 2, stdout: "" });
  });
});

test("a host that the specification does not have is refused with those that it has", () => {
  const here = shell();
  here.write("cluster.yaml", HEAD + HOSTS);
  const { stderr } = refusedBy(here, "--host", "cp-2");
  expect(stderr).toBe("kubepki: error: there is no host cp-2 in the specification\nkubepki: remedy: hosts are cp-1\n");
});
