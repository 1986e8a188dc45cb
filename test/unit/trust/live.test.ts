// A cluster that runs beside its files, with servers that say what they are told to; the real ones are in test/e2e.
import { describe, expect, it } from "vitest";
import {
  type AskRequest,
  catalog,
  type Dialer,
  differs,
  type Live,
  loopback,
  nodeKeyMaker,
  nodeSigner,
  parseCertificates,
  parseConnectTo,
  readActual,
  verify,
} from "../../../src/index.ts";
import { entry, writtenTree } from "../inventory/written.ts";

const AT = new Date("2026-11-25T12:00:00Z");
const { entries } = await writtenTree(`keys: ECDSA-P256
hosts:
  - { name: cp-1, roles: [control-plane], addresses: 10.0.0.11 }
  - { name: node-1, addresses: 10.0.0.21 }
`);
const K8S = "hosts/cp-1/etc/kubernetes";
const text = (path: string): string => {
  const content = entries.find((one) => one.path === path)?.content;
  if (content === undefined || !("bytes" in content)) throw new Error(`no ${path}`);
  return Buffer.from(content.bytes).toString();
};
const chainOf = (path: string): Uint8Array[] => parseCertificates(text(path)).map(({ raw }) => raw);
const FILES: Readonly<Record<string, string>> = {
  "10.0.0.11:6443": `${K8S}/pki/apiserver.crt`,
  "10.0.0.11:2379": `${K8S}/pki/etcd/server.crt`,
  "10.0.0.11:2380": `${K8S}/pki/etcd/peer.crt`,
};

interface World {
  readonly shows?: Readonly<Record<string, readonly Uint8Array[]>>;
  readonly status?: number;
  readonly body?: string;
}

/** Servers with their files' certificates, unless told otherwise; what is asked is kept. */
async function seen(world: World = {}, options: { here?: boolean; connectTo?: string[]; tree?: typeof entries } = {}) {
  const asked: (AskRequest & { readonly believed: boolean })[] = [];
  const looked: string[] = [];
  const chainAt = (host: string, port: number): readonly Uint8Array[] | undefined => {
    const key = `${host}:${port}`;
    return world.shows?.[key] ?? (FILES[key] === undefined ? undefined : chainOf(FILES[key]));
  };
  const failure = { code: "ECONNREFUSED", message: "nobody listens there" };
  const dialer: Dialer = {
    look: async ({ host, port }) => {
      looked.push(`${host}:${port}`);
      const chain = chainAt(host, port);
      if (chain === undefined) return { failure };
      return { server: { protocol: "TLSv1.3", cipher: "c", group: "X25519", chain, clientAuthorities: "unknown" } };
    },
    ask: async (request) => {
      const chain = chainAt(request.host, request.port);
      if (chain === undefined) return { kind: "unreachable", failure };
      const believed = request.believes(chain);
      asked.push({ ...request, believed });
      if (!believed) return { kind: "disbelieved" };
      if (request.question === undefined) return { kind: "stands", protocol: "TLSv1.3" };
      return { kind: "answered", status: world.status ?? 200, body: world.body ?? "", protocol: "TLSv1.3" };
    },
  };
  const live = {
    here: options.here ?? false,
    connectTo: (options.connectTo ?? []).map(parseConnectTo),
    endpoints: [{ host: "lb.example.com", port: 443 }],
  };
  const ports = { loopback, keyMaker: nodeKeyMaker, signerFor: nodeSigner, dialer };
  const actual = await readActual(options.tree ?? entries);
  const verification = await verify({ actual, catalog, at: AT, live }, ports);
  return { live: verification.live as Live, asked, looked };
}

const outcomes = ({ connections }: Live, id: string): string[] =>
  connections.filter(({ prediction }) => prediction.connection.id === id).map(({ outcome }) => outcome);

describe("what is dialled", () => {
  it("is where the settings say that servers listen, and what was named; loopback only from its own host", async () => {
    const { live, looked } = await seen();
    expect(looked.toSorted()).toEqual([
      "10.0.0.11:10250",
      "10.0.0.11:2379",
      "10.0.0.11:2380",
      "10.0.0.11:6443",
      "10.0.0.21:10250",
      "lb.example.com:443",
    ]);
    const own = live.endpoints.filter(({ failure }) => failure?.code === "OWN_HOST").map(({ port }) => port);
    expect(own).toEqual([10257, 10259]);
    const { looked: here } = await seen({}, { here: true });
    expect(here).toContain("127.0.0.1:10257");
  });

  it("is elsewhere where --connect-to says so", async () => {
    const { looked } = await seen({}, { connectTo: ["cp-1:10257:127.0.0.1:20257", ":6443::7443"] });
    expect(looked).toContain("127.0.0.1:20257");
    expect(looked).toContain("10.0.0.11:7443");
  });

  it("and does not answer is no difference", async () => {
    const { live } = await seen({ shows: {} });
    expect(differs(live)).toBe(false);
    expect(outcomes(live, "E9")).toEqual(
      ["unreachable", "unreachable", "unreachable"].slice(0, outcomes(live, "E9").length),
    );
  });
});

describe("beside the files", () => {
  it("is the same where the same is served", async () => {
    const { live } = await seen();
    expect(live.endpoints.filter(({ served }) => served !== undefined).map(({ served }) => served)).toEqual([
      "loaded",
      "loaded",
      "loaded",
    ]);
    expect(live.connections.filter(({ asPredicted }) => asPredicted).length).toBeGreaterThan(4);
  });

  it("is another where a stranger answers: no client believes it, and none is asked", async () => {
    const { live, asked } = await seen({ shows: { "10.0.0.11:6443": chainOf(`${K8S}/pki/etcd/server.crt`) } });
    const endpoint = live.endpoints.find(({ port }) => port === 6443);
    expect(endpoint?.served).toBe("other");
    expect(new Set(outcomes(live, "E1"))).toEqual(new Set(["refused-by-client"]));
    const E1 = live.connections.find(({ prediction }) => prediction.connection.id === "E1");
    expect(E1).toMatchObject({ asPredicted: false, detail: expect.stringContaining("x509: ") as string });
    expect(asked.some(({ port, believed, question }) => port === 6443 && believed && question?.token)).toBe(false);
    expect(differs(live)).toBe(true);
  });

  it("is otherwise where the answer is another than the files say", async () => {
    for (const [status, outcome] of [
      [401, "unauthenticated"],
      [403, "forbidden"],
    ] as const) {
      const { live } = await seen({ status });
      const E4 = live.connections.find(({ prediction }) => prediction.connection.id === "E4");
      expect(E4).toMatchObject({ outcome, asPredicted: false });
    }
    const status = { userInfo: { username: "somebody", groups: ["else"] } };
    const { live } = await seen({ body: JSON.stringify({ kind: "SelfSubjectReview", status }) });
    const E4 = live.connections.find(({ prediction }) => prediction.connection.id === "E4");
    expect(E4).toMatchObject({ outcome: "accepted", user: "somebody", asPredicted: false });
  });

  it("what a process read before its file was made is named, and a metric that is none is none", async () => {
    const started = (at: string): string => `process_start_time_seconds ${Date.parse(at) / 1000}\n`;
    const { live } = await seen({ body: started("2026-11-20T00:00:00Z") });
    const late = live.endpoints.flatMap(({ notLoaded }) => notLoaded);
    expect(late.map(({ component, setting }) => `${component} ${setting}`)).toContain("kube-apiserver etcd-cafile");
    expect(late.every(({ restart }) => restart)).toBe(true);
    for (const body of [started("2026-11-26T00:00:00Z"), "process_start_time_seconds 1e400\n", "{}", ""]) {
      const { live: quiet } = await seen({ body });
      expect(quiet.endpoints.flatMap(({ notLoaded }) => notLoaded)).toEqual([]);
    }
  });

  it("hostile answers are answers", async () => {
    for (const chain of [[Buffer.from("no certificate")], [Buffer.alloc(0)], []])
      for (const body of ["[", '{"kind":"SelfSubjectReview","status":7}', "null", "\u001b[2J"])
        await expect(seen({ shows: { "10.0.0.11:6443": chain }, body, status: 403 })).resolves.toBeDefined();
  });
});

describe("--connect-to", () => {
  it.each(["", "a", "a:1", "a:1:b", "a:1:b:c", "a:0:b:1", "a:1:b:70000", "::1:6443:b:1"])("is not `%s`", (rule) => {
    expect(() => parseConnectTo(rule)).toThrow("does not say what goes where");
  });
  it("takes curl's forms", () => {
    expect(parseConnectTo("[::1]:6443:h:1")).toEqual({ from: { host: "::1", port: 6443 }, to: { host: "h", port: 1 } });
    expect(parseConnectTo(":::")).toEqual({ from: {}, to: {} });
  });
});

describe("authorities that a server asks for", () => {
  it("are compared with its files", async () => {
    const path = `${K8S}/pki/etcd/ca.crt`;
    const both = `${text(path)}${text(`${K8S}/pki/front-proxy-ca.crt`)}`;
    const tree = entries.map((one) => (one.path === path ? entry(path, both) : one));
    const { live } = await seen({}, { tree });
    // Of a server of TLS 1.3 alone nobody sees them.
    expect(live.endpoints.flatMap(({ notLoaded }) => notLoaded)).toEqual([]);
  });
});
