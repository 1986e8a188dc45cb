import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { readKubeconfigPair } from "../../../src/inventory/credential.ts";
import { renderKubeconfig } from "../../../src/render/kubeconfig.ts";
import type { DesiredKubeconfig } from "../../../src/spec/desired.ts";

const KUBECONFIG: DesiredKubeconfig = {
  cluster: "demo",
  user: "system:node:cp-1",
  context: "system:node:cp-1@demo",
  server: "https://[fd00::1]:6443",
  trust: { kind: "authorities", ids: ["ca"], above: "none" },
  reference: undefined,
};
const MATERIAL = { authorities: "CA 1\nCA 2\n", certificate: "CERTIFICATE\n", key: "KEY\n" };
const base64 = (text: string): string => Buffer.from(text).toString("base64");

describe("a kubeconfig", () => {
  test("holds everything, with one context that is current", () => {
    expect(parse(renderKubeconfig(KUBECONFIG, MATERIAL))).toEqual({
      apiVersion: "v1",
      kind: "Config",
      clusters: [
        {
          name: "demo",
          cluster: { "certificate-authority-data": base64("CA 1\nCA 2\n"), server: "https://[fd00::1]:6443" },
        },
      ],
      contexts: [{ name: "system:node:cp-1@demo", context: { cluster: "demo", user: "system:node:cp-1" } }],
      "current-context": "system:node:cp-1@demo",
      users: [
        {
          name: "system:node:cp-1",
          user: { "client-certificate-data": base64("CERTIFICATE\n"), "client-key-data": base64("KEY\n") },
        },
      ],
    });
  });

  test("or refers to files, and then holds no key", () => {
    const reference = { certificate: "/pki/a.crt", key: "/pki/a: b.key", trust: "/pki/ca.crt" };
    const text = renderKubeconfig({ ...KUBECONFIG, reference }, MATERIAL);
    const { clusters, users } = parse(text) as { clusters: { cluster: object }[]; users: { user: object }[] };
    expect(clusters[0]?.cluster).toEqual({ "certificate-authority": "/pki/ca.crt", server: KUBECONFIG.server });
    expect(users[0]?.user).toEqual({ "client-certificate": "/pki/a.crt", "client-key": "/pki/a: b.key" });
    expect(text).not.toContain(base64("KEY\n"));
  });

  test.each(["no", "1", "a: b #c", '"q"', "Zoë", "x\u2028y"])("of the user %s", (user) => {
    const read = parse(renderKubeconfig({ ...KUBECONFIG, user, cluster: user, context: `${user}@${user}` }, MATERIAL), {
      version: "1.1",
    });
    expect(read).toMatchObject({ "current-context": `${user}@${user}`, users: [{ name: user }] });
  });

  test("is read back by the inventory", () => {
    expect(readKubeconfigPair(renderKubeconfig(KUBECONFIG, MATERIAL))).toMatchObject({ fault: "unreadable" });
    expect(readKubeconfigPair(undefined)).toEqual({ fault: "absent" });
    expect(readKubeconfigPair("users: []\n")).toEqual({ fault: "absent" });
  });
});
