// Whole trees before the verifiers: zlint, OpenSSL and Go look at everything that was made, and Go holds every
// connection of the catalogue, also those that must not come about.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { catalog } from "../../src/catalog/index.ts";
import type { AuthorityId, IssuingAuthorityId } from "../../src/catalog/types.ts";
import { makeOutput, stepsLeft } from "../e2e/output.ts";
import { describeWith } from "../judges/judge.ts";
import { GoOracle, type VerifyInput } from "./go.ts";
import { handshake, type Meeting, meetings } from "./meetings.ts";
import { opensslVerify } from "./openssl.ts";
import { readTree, type Tree, type TreeCredential } from "./tree.ts";
import { TREE_SPECS } from "./tree-specs.ts";
import { PUBLIC_WEB_LINTS, zlint } from "./zlint.ts";

describeWith(["openssl", "go-oracle", "zlint"], "trees", () => {
  let folder: string;
  let go: GoOracle;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "kubepki-trees-"));
    go = new GoOracle();
  });
  afterAll(() => {
    go.close();
    rmSync(folder, { recursive: true, force: true });
  });

  for (const [i, spec] of TREE_SPECS.entries()) {
    describe(spec.name, { timeout: 120_000 }, () => {
      let tree: Tree;
      /** The same once more: the same names, other keys. */
      let other: Tree;

      beforeAll(async () => {
        const own = join(folder, String(i));
        const files = spec.files(own);
        const [first, second] = await Promise.all([
          makeOutput(join(own, "out"), files),
          makeOutput(join(own, "other"), files),
        ]);
        tree = readTree(first.out, first.spec);
        other = readTree(second.out, second.spec);
      });

      it("has nothing left to do", async () => {
        const own = join(folder, String(i));
        expect(await stepsLeft(join(own, "out"), spec.files(own))).toEqual([]);
      });

      it("zlint remarks on nothing", async () => {
        const pems = [
          ...tree.desired.authorities.map(({ id }) => tree.authority(id)),
          ...tree.credentials.map(({ certificate }) => certificate),
        ];
        const remarks = await zlint(pems.join(""));
        expect(remarks.length).toBeGreaterThanOrEqual(pems.length);
        const left = remarks.flat().filter(({ lint }) => PUBLIC_WEB_LINTS[lint] === undefined);
        expect(left).toEqual([]);
      });

      it("openssl accepts everything, strictly, for its purposes and names", async () => {
        const questions = tree.credentials.flatMap((credential) => opensslQuestions(tree, credential));
        const answers = await inTurns(questions, async ({ what, input }) => {
          const answer = await opensslVerify(input);
          return answer === null ? [] : [`${what}: ${answer}`];
        });
        expect(answers.flat()).toEqual([]);
        expect(questions.length).toBeGreaterThanOrEqual(tree.credentials.length);
      });

      it("keys belong to their certificates and may sign, serial numbers are all different", async () => {
        const pairs = await Promise.all(tree.credentials.map(({ certificate, key }) => go.pairError(certificate, key)));
        expect(pairs.filter((error) => error !== null)).toEqual([]);
        const parsed = await go.parse(tree.credentials.map(({ certificate }) => first(certificate)).join(""));
        expect(parsed.filter(({ keyUsage }) => !keyUsage.includes("digitalSignature"))).toEqual([]);
        const serials = parsed.map(({ serialNumber }) => serialNumber);
        expect(new Set(serials).size).toBe(serials.length);
        expect(serials.filter((serial) => serial.length > 40 || serial.startsWith("-") || serial === "")).toEqual([]);
      });

      it("Go accepts everything with the roots alone trusted, and nothing with another cluster's", async () => {
        const questions = (from: Tree) =>
          tree.credentials.flatMap((credential) => goQuestions(from.authority(rootOf(tree, credential)), credential));
        const verdicts = await go.verifyAll(questions(tree));
        expect(verdicts.flatMap(({ error }) => error ?? [])).toEqual([]);
        const refused = await go.verifyAll(questions(other));
        expect(new Set(refused.map(({ kind }) => kind))).toEqual(new Set(["x509.UnknownAuthorityError"]));
        expect(verdicts.length).toBeGreaterThanOrEqual(tree.credentials.length);
      });

      it("Go verifies the two sides of every connection", async () => {
        const all = meetings(tree);
        const faults = await Promise.all(all.map((meeting) => held(go, meeting)));
        expect(faults.filter((fault) => fault !== undefined)).toEqual([]);
        expect(new Set(all.map(({ connection }) => connection)).size).toBeGreaterThanOrEqual(
          tree.spec.etcd.kind === "provided" ? 10 : 13,
        );
      });

      it("Go refuses the wrong ones", async () => {
        const twins = new Map(
          other.credentials.map((credential) => [`${credential.id} ${credential.unit.name}`, credential]),
        );
        const twin = ({ id, unit }: TreeCredential): TreeCredential => {
          const found = twins.get(`${id} ${unit.name}`);
          if (found === undefined) throw new Error(`no second ${id}`);
          return found;
        };
        const tries = oneOfEach(meetings(tree)).flatMap((meeting) => wrongOnes(tree, meeting, twin));
        const accepted = await Promise.all(
          tries.map(async ({ what, meeting }) => ((await held(go, meeting)) === undefined ? [what] : [])),
        );
        expect(accepted.flat()).toEqual([]);
        expect(tries.length).toBeGreaterThan(20);
      });
    });
  }
});

/** What went wrong when they met, or undefined. */
async function held(go: GoOracle, meeting: Meeting): Promise<string | undefined> {
  const input = handshake(meeting);
  const { serverError, clientError, authenticationError, clientSubject } = await go.connect(input);
  const where = `${meeting.connection}: ${meeting.client.name} to ${meeting.server.name} as ${meeting.dialled}`;
  const errors = {
    serverError,
    clientError,
    ...(input.server.clientAuth === "request" ? { authenticationError } : {}),
  };
  for (const [side, error] of Object.entries(errors)) if (error !== null) return `${where}: ${side}: ${error}`;
  if (input.client.certificate !== undefined && !clientSubject?.includes("CN=")) return `${where}: nobody was seen`;
  return undefined;
}

/** One meeting for each connection and pair of credentials: what is refused once is refused everywhere. */
function oneOfEach(all: readonly Meeting[]): Meeting[] {
  const found = new Map<string, Meeting>();
  for (const meeting of all) {
    const key = [meeting.connection, meeting.client.credential?.id, meeting.server.credential.id].join(" ");
    if (!found.has(key)) found.set(key, meeting);
  }
  return [...found.values()];
}

interface Try {
  readonly what: string;
  readonly meeting: Meeting;
}

/** What separate authorities are for, said once more without the catalogue: other clients get neither here nor there. */
const isKeptOut = ({ connection, server }: Meeting, id: string): boolean =>
  (server.end.component === "etcd" && !id.includes("etcd")) ||
  (/^E(?:16|19) /.test(connection) && !id.startsWith("front-proxy"));

function wrongOnes(tree: Tree, meeting: Meeting, twin: (of: TreeCredential) => TreeCredential): Try[] {
  const { client, server, connection } = meeting;
  const tries: Try[] = [];
  const withServer = (credential: TreeCredential): Meeting => ({ ...meeting, server: { ...server, credential } });
  const withClient = (credential: TreeCredential): Meeting => ({ ...meeting, client: { ...client, credential } });
  if (client.believes !== undefined) {
    tries.push({
      what: `${connection}: ${server.name} of another cluster`,
      meeting: withServer(twin(server.credential)),
    });
    for (const dialled of ["wrong.example.net", "192.0.2.1", "2001:db8::1"])
      tries.push({ what: `${connection}: ${server.name} as ${dialled}`, meeting: { ...meeting, dialled } });
    const [onlyClient] = tree.credentials.filter(({ desired }) => !desired.extendedKeyUsage.includes("serverAuth"));
    if (onlyClient) tries.push({ what: `${connection}: ${onlyClient.id} as server`, meeting: withServer(onlyClient) });
  }
  if (client.credential === undefined || server.believes === undefined) return tries;
  tries.push({
    what: `${connection}: ${client.name} of another cluster`,
    meeting: withClient(twin(client.credential)),
  });
  const { checks } = server.end;
  const accepts = "slots" in checks ? checks.slots.flatMap((slot) => catalog.slots[slot].accepts) : [];
  const trusted = new Set(accepts.map((purpose) => tree.resolution.model.issuerOf[purpose]));
  const seen = new Set<string>();
  for (const credential of tree.credentials) {
    const { issuer, extendedKeyUsage } = credential.desired;
    const stranger =
      !trusted.has(issuer as IssuingAuthorityId) ||
      !extendedKeyUsage.includes("clientAuth") ||
      (tree.spec.topology !== "single" && isKeptOut(meeting, credential.id));
    if (!stranger || seen.has(credential.id)) continue;
    seen.add(credential.id);
    tries.push({ what: `${connection}: ${credential.id} as client`, meeting: withClient(credential) });
  }
  return tries;
}

const first = (pem: string): string => pem.slice(0, pem.indexOf("-----END CERTIFICATE-----") + 26);

interface Question {
  readonly what: string;
  readonly input: Parameters<typeof opensslVerify>[0];
}

/** What has to be trusted and nothing else: the root above the issuer, or an issuer that signs itself. */
const rootOf = ({ resolution }: Tree, { desired }: TreeCredential): AuthorityId =>
  resolution.model.parentOf(desired.issuer) ?? desired.issuer;

/** The file as it is presented, with what it brings along, for each of its usages and names. */
const goQuestions = (roots: string, { desired, certificate }: TreeCredential): VerifyInput[] =>
  desired.extendedKeyUsage.flatMap((usage): VerifyInput[] => {
    const base = { roots, leaf: certificate };
    if (usage === "clientAuth") return [{ ...base, usages: ["client"] }];
    const names = [...desired.names.dns.map((name) => name.replace("*", "any")), ...desired.names.addresses];
    return names.map((name) => ({ ...base, usages: ["server"], name }));
  });

function opensslQuestions(tree: Tree, credential: TreeCredential): Question[] {
  const { id, unit, desired, certificate } = credential;
  const input = {
    roots: tree.authority(rootOf(tree, credential)),
    leaf: first(certificate),
    intermediates: certificate.slice(first(certificate).length),
  };
  const what = `${id} of ${unit.name}`;
  const names = [
    ...desired.names.dns.map((name) => ({ hostname: name.replace("*", "any") })),
    ...desired.names.addresses.map((ip) => ({ ip })),
  ];
  return desired.extendedKeyUsage.flatMap((usage): Question[] => {
    if (usage === "clientAuth") return [{ what, input: { ...input, purpose: "sslclient" } }];
    return names.map((name) => ({
      what: `${what} as ${Object.values(name)}`,
      input: { ...input, purpose: "sslserver", ...name },
    }));
  });
}

/** A few at a time: each is a process. */
async function inTurns<T, R>(all: readonly T[], work: (one: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const queue = all.entries();
  const worker = async () => {
    for (const [i, one] of queue) results[i] = await work(one);
  };
  await Promise.all([worker(), worker(), worker()]);
  return results;
}
