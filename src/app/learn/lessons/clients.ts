/** Clients prove themselves too: who is it, and of which groups. */
import { handshake, outcomeOf, userText } from "../handshake.ts";
import { type Bench, type Lesson, type Observation, observed } from "../lesson.ts";
import { client, make, openssl } from "../material.ts";
import { BANK } from "./servers.ts";

export const ADMIN = client("admin", "ca", { commonName: "kube-admin", organizations: ["system:masters"] });
export const ADMIN_BY_UNIT = client("admin-ou", "ca", {
  commonName: "kube-admin",
  organizations: [],
  organizationalUnits: ["system:masters"],
});
const STRANGER = client("stranger", "false-ca", { commonName: "kube-admin", organizations: ["system:masters"] });

async function knock(bench: Bench, file: string | undefined): Promise<{ off: boolean; said: string }> {
  const meeting = await handshake(bench, {
    server: "server",
    name: BANK,
    believes: "ca",
    serverBelieves: "ca",
    ...(file === undefined ? {} : { client: file }),
  });
  return outcomeOf(meeting, userText(meeting));
}

export const clientCertificate: Lesson = {
  id: "client-certificate",
  title: "A client certificate: who am I?",
  about:
    "Now the server asks as well. The client shows a certificate that says kube-admin, and signs the handshake with its key. The server believes the same authority. Without a certificate, or with one of another authority, nobody gets in.",
  often:
    "The key is no password: it is never sent, it signs the handshake. And a server's certificate does not authenticate clients, nor may it be used as a client's unless its extended key usage says clientAuth.",
  inCluster:
    "The API server's --client-ca-file says whose certificates are users. Whoever shows none is asked for a token, and is otherwise system:anonymous. etcd lets nobody in at all without one.",
  commands: [
    ...openssl(ADMIN),
    ...openssl(STRANGER),
    { line: "openssl verify -CAfile ca.crt -purpose sslclient admin.crt", prints: "admin.crt: OK" },
    {
      line: "openssl verify -CAfile ca.crt -purpose sslclient stranger.crt",
      exit: 2,
      prints: "unable to get local issuer",
    },
    { line: "openssl verify -CAfile ca.crt -purpose sslclient server.crt", exit: 2, prints: "purpose" },
  ],
  async run(bench) {
    await make(bench, ADMIN);
    await make(bench, STRANGER);
    return [
      observed("admin shows its certificate", "works", await knock(bench, "admin")),
      observed(
        "somebody shows none",
        "refused",
        await knock(bench, undefined),
        "The API server would go on to tokens.",
      ),
      observed(
        "a stranger shows the same name from another authority",
        "refused",
        await knock(bench, "stranger"),
        "A name is worth what its authority is worth. The API server answers 401 Unauthorized.",
      ),
      observed(
        "the server's own certificate is shown as a client's",
        "refused",
        await knock(bench, "server"),
        "Its extended key usage is serverAuth. This is why the API server has other certificates for etcd and kubelets.",
      ),
    ];
  },
};

export const groups: Lesson = {
  id: "groups",
  title: "Which group? O, and not OU",
  about:
    "Two certificates for kube-admin, both signed by the right authority. One has the group in the organization (O), the other, as some texts tell, in the organizational unit (OU). Both are let in. Only one has a group.",
  often:
    "`/CN=kube-admin/OU=system:masters` gives no group. The group's name is system:masters, in small letters, and nobody can take its rights away: kubeadm:cluster-admins with a binding is better.",
  inCluster:
    "User is the common name, groups are the organizations; rights are bound to these (RBAC). With OU nearly every request is answered 403 Forbidden although the certificate is good.",
  commands: [
    ...openssl(ADMIN_BY_UNIT),
    { line: "openssl verify -CAfile ca.crt -purpose sslclient admin-ou.crt", prints: "admin-ou.crt: OK" },
    { line: "openssl x509 -in admin.crt -noout -subject -nameopt RFC2253", prints: "CN=kube-admin,O=system:masters" },
    {
      line: "openssl x509 -in admin-ou.crt -noout -subject -nameopt RFC2253",
      prints: "CN=kube-admin,OU=system:masters",
    },
  ],
  async run(bench) {
    await make(bench, ADMIN_BY_UNIT);
    const master = (tried: string, expected: Observation["expected"], said: string, meaning?: string): Observation =>
      observed(tried, expected, { off: said.includes("groups [system:masters]"), said }, meaning);
    const [byO, byOu] = [await knock(bench, "admin"), await knock(bench, "admin-ou")];
    return [
      observed("both are let in", "works", { off: byO.off && byOu.off, said: "the authority vouches for both" }),
      master("O=system:masters makes a member of system:masters", "works", byO.said),
      master("OU=system:masters makes one", "refused", byOu.said, "Known, and without a group."),
    ];
  },
};
