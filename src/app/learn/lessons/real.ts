/** The same before a real kube-apiserver and a real etcd, on files and flags that kubepki makes. */
import type { LoopbackAnswer } from "../../../ports.ts";
import { startCluster } from "../cluster.ts";
import { type Bench, type Lesson, type Observation, observed } from "../lesson.ts";
import { client, identityOf, make } from "../material.ts";
import { ADMIN, ADMIN_BY_UNIT } from "./clients.ts";

/** Where the cluster's files are, below the lessons' folder. */
export const CLUSTER = "cluster";
const HOST = `${CLUSTER}/hosts/cp-1/etc/kubernetes/pki`;
const AUTHORITY = `${CLUSTER}/authorities/ca`;

const REAL_ADMIN = { ...ADMIN, name: "real-admin", by: AUTHORITY };
const REAL_ADMIN_BY_UNIT = { ...ADMIN_BY_UNIT, name: "real-admin-ou", by: AUTHORITY };
const REAL_STRANGER = client("real-stranger", "ca", ADMIN.subject);

const REVIEW = JSON.stringify({ apiVersion: "authentication.k8s.io/v1", kind: "SelfSubjectReview" });

interface Review {
  readonly status?: { readonly userInfo?: { readonly username?: string; readonly groups?: readonly string[] } };
  readonly message?: string;
}

/** What the API server answered: the user that it took the client for, or its refusal. */
function reviewText(answer: LoopbackAnswer): { off: boolean; said: string } {
  if ("refusal" in answer) return { off: false, said: `${answer.refusal.code}: ${answer.refusal.message}` };
  const { status, message } = JSON.parse(answer.body) as Review;
  const user = status?.userInfo;
  if (user === undefined) return { off: false, said: `${answer.status} ${message}` };
  return { off: answer.status < 300, said: `user ${user.username}, groups [${(user.groups ?? []).join(", ")}]` };
}

function listText(answer: LoopbackAnswer): { off: boolean; said: string } {
  if ("refusal" in answer) return { off: false, said: `${answer.refusal.code}: ${answer.refusal.message}` };
  const { message } = JSON.parse(answer.body) as Review;
  return { off: answer.status === 200, said: answer.status === 200 ? "200 OK" : `${answer.status} ${message}` };
}

export const realCluster: Lesson = {
  id: "real-cluster",
  title: "A real API server and a real etcd",
  about:
    "kubepki makes the PKI and the flags of a cluster of one control plane. etcd and kube-apiserver start on them, on loopback. Then the clients of the lessons before come to the door, with certificates of this cluster's authority.",
  inCluster: "This is the cluster: what was refused here is what is refused there, in the same words.",
  needs: ["etcd", "kube-apiserver"],
  commands: [
    {
      line: `openssl x509 -in ${HOST}/apiserver.crt -noout -ext subjectAltName,extendedKeyUsage`,
      prints: "kubernetes.default",
    },
    { line: `openssl verify -CAfile ${AUTHORITY}.crt -purpose sslserver ${HOST}/apiserver.crt`, prints: "OK" },
    { line: `openssl verify -CAfile ${AUTHORITY}.crt -purpose sslclient real-admin.crt`, prints: "OK" },
    {
      line: `openssl verify -CAfile ${CLUSTER}/authorities/etcd-ca.crt -purpose sslclient real-admin.crt`,
      exit: 2,
      prints: "unable to get local issuer",
    },
    {
      line: `openssl verify -CAfile ${CLUSTER}/authorities/etcd-ca.crt -purpose sslclient ${HOST}/apiserver-etcd-client.crt`,
      prints: "OK",
    },
  ],
  async run(bench) {
    const cluster = await startCluster(bench, CLUSTER);
    try {
      for (const holder of [REAL_ADMIN, REAL_ADMIN_BY_UNIT, REAL_STRANGER]) await make(bench, holder);
      return [...(await atTheApi(bench, cluster.apiPort)), ...(await atEtcd(bench, cluster.etcdPort))];
    } finally {
      await cluster.stop();
    }
  },
};

async function atTheApi(bench: Bench, port: number): Promise<Observation[]> {
  const authorities = await bench.folder.read(`${AUTHORITY}.crt`);
  const ask = async (name: string | undefined, path: string, body?: string): Promise<LoopbackAnswer> =>
    bench.loopback.request({
      port,
      path,
      authorities,
      ...(name === undefined ? {} : { identity: await identityOf(bench, name) }),
      ...(body === undefined ? {} : { body }),
    });
  const whoAmI = async (name?: string) =>
    reviewText(await ask(name, "/apis/authentication.k8s.io/v1/selfsubjectreviews", REVIEW));
  const secrets = async (name: string) => listText(await ask(name, "/api/v1/namespaces/kube-system/secrets"));
  return [
    observed("who am I? with O=system:masters", "works", await whoAmI("real-admin")),
    observed("it reads the secrets of kube-system", "works", await secrets("real-admin")),
    observed("who am I? with OU=system:masters", "works", await whoAmI("real-admin-ou")),
    observed(
      "it reads the secrets of kube-system",
      "refused",
      await secrets("real-admin-ou"),
      "Known, without a group, and so without rights.",
    ),
    observed(
      "who am I? with the same name from another authority",
      "refused",
      await whoAmI("real-stranger"),
      "401: the API server does not know you, whatever you may do.",
    ),
    observed("who am I? with no certificate", "refused", await whoAmI(), "Nobody in particular: system:anonymous."),
  ];
}

async function atEtcd(bench: Bench, port: number): Promise<Observation[]> {
  const authorities = await bench.folder.read(`${CLUSTER}/authorities/etcd-ca.crt`);
  const health = async (name?: string) => {
    const answer = await bench.loopback.request({
      port,
      path: "/health",
      authorities,
      ...(name === undefined ? {} : { identity: await identityOf(bench, name) }),
    });
    if ("refusal" in answer) return { off: false, said: `${answer.refusal.code}: ${answer.refusal.message}` };
    return { off: answer.status === 200, said: `${answer.status} ${answer.body.trim()}` };
  };
  return [
    observed("etcd: the API server's client certificate", "works", await health(`${HOST}/apiserver-etcd-client`)),
    observed(
      "etcd: admin of the cluster's authority",
      "refused",
      await health("real-admin"),
      "system:masters or not: etcd believes its own authority only.",
    ),
    observed("etcd: no certificate", "refused", await health()),
  ];
}
