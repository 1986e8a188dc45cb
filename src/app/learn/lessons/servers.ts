/** Servers: believed on a bare key, then on an authority's word. */
import { handshake, outcomeOf } from "../handshake.ts";
import { type Command, type Lesson, observed } from "../lesson.ts";
import { authority, make, openssl, server } from "../material.ts";

export const BANK = "bank.example";
const SECRET = "my PIN is 1234";

const TRUE_BANK = server("bank-bare", undefined, [BANK]);
const MALLORY = server("mallory", undefined, [BANK]);
const CA = authority("ca", "kubernetes");
const SERVER = server("server", "ca", [BANK]);
const FALSE_CA = authority("false-ca", "kubernetes");
const FALSE_SERVER = server("false-server", "false-ca", [BANK]);
const OTHER = server("other", "ca", ["shop.example"]);

/** What s_server -rev answers: the line backwards, so that it is seen to have read it. */
const BACKWARDS = [...SECRET].reverse().join("");

/** A server for one connection, and a client that asks it for a name. */
const dial = (file: string, flags: string, result: Omit<Command, "line">): Command => ({
  line: `rm -f server.log; openssl s_server -accept 127.0.0.1:4443 -naccept 1 -rev -cert ${file}.crt -key ${file}.key > server.log 2>&1 &
until grep -qs ACCEPT server.log; do sleep 0.1; done
(echo '${SECRET}'; sleep 1) | openssl s_client -connect 127.0.0.1:4443 -servername ${BANK} ${flags}`,
  ...result,
});

export const bareKey: Lesson = {
  id: "bare-key",
  title: "A server believed on its bare key, and a man in the middle",
  about:
    "The bank serves TLS with a certificate that it signed itself. A client that believes whatever key it is shown talks to it, encrypted. Mallory stands in between with a key of her own and the same name on it. She is believed too, and reads everything.",
  inCluster:
    "This is what `kubectl --insecure-skip-tls-verify` does, a scraper with --kubelet-insecure-tls, and an API server without --kubelet-certificate-authority: what `kubectl exec` carries can be read on the way.",
  commands: [
    ...openssl(TRUE_BANK),
    ...openssl(MALLORY),
    dial("bank-bare", "-quiet -no_ign_eof", { prints: BACKWARDS }),
    dial("mallory", "-quiet -no_ign_eof", { prints: BACKWARDS }),
  ],
  async run(bench) {
    await make(bench, TRUE_BANK);
    await make(bench, MALLORY);
    const bank = await handshake(bench, { server: "bank-bare", name: BANK, says: SECRET });
    const mallory = await handshake(bench, { server: "mallory", name: BANK, says: SECRET });
    return [
      observed(
        "the client dials the bank, and checks nothing",
        "works",
        outcomeOf(bank, `the bank heard: ${bank.heard}`),
      ),
      observed(
        "the client dials the bank, and Mallory answers",
        "works",
        outcomeOf(mallory, `Mallory heard: ${mallory.heard}`),
        "Encryption alone says that nobody else listens, not who is at the other end.",
      ),
    ];
  },
};

export const rightServer: Lesson = {
  id: "authority",
  title: "An authority vouches for the right server",
  about:
    "An authority signs a certificate: this key belongs to bank.example. The client has the authority's certificate, and nothing of the bank's. In the handshake it checks that the certificate is signed by an authority that it believes, that its time has come and not passed, that it is for servers, that it carries the name that was dialled, and that the server holds its key.",
  often:
    "The name that was dialled is looked for in the subject alternative names only; a common name is never looked at. And without an extension file `openssl x509 -req` makes a certificate of version 1 for 30 days, with no names and no usage.",
  inCluster:
    "ca.crt beside ca.key is this authority. Every kubeconfig holds ca.crt, and every pod finds it mounted. The API server's certificate carries each name and address that it is dialled by: a missing one is the most frequent error of all.",
  commands: [
    ...openssl(CA),
    ...openssl(SERVER),
    {
      line: `openssl verify -CAfile ca.crt -purpose sslserver -verify_hostname ${BANK} server.crt`,
      prints: "server.crt: OK",
    },
    dial("server", `-CAfile ca.crt -verify_hostname ${BANK} -verify_return_error`, { prints: "Verification: OK" }),
  ],
  async run(bench) {
    await make(bench, CA);
    await make(bench, SERVER);
    const meeting = await handshake(bench, { server: "server", name: BANK, believes: "ca", says: SECRET });
    return [
      observed(
        "the client believes ca, and dials the bank",
        "works",
        outcomeOf(meeting, `the bank heard: ${meeting.heard}`),
      ),
    ];
  },
};

export const manInTheMiddle: Lesson = {
  id: "man-in-the-middle",
  title: "The man in the middle is refused",
  about:
    "Mallory tries again with what she can make: her own certificate; one of an authority of her own that she calls kubernetes like the right one; the certificate of another server that the right authority vouched for. The bank's own certificate is of no use to her without its key.",
  inCluster:
    "These are the errors that people see. `x509: certificate signed by unknown authority` is a wrong or missing ca.crt; `certificate is valid for ..., not ...` is a missing name. Two authorities of one name, after `kubeadm reset` and init, give the second one here.",
  commands: [
    ...openssl(FALSE_CA),
    ...openssl(FALSE_SERVER),
    ...openssl(OTHER),
    { line: "openssl verify -CAfile ca.crt mallory.crt", exit: 2, prints: "self-signed certificate" },
    {
      line: "openssl verify -CAfile ca.crt false-server.crt",
      exit: 2,
      prints: "unable to get local issuer certificate",
    },
    { line: `openssl verify -CAfile ca.crt -verify_hostname ${BANK} other.crt`, exit: 2, prints: "hostname mismatch" },
    dial("mallory", `-CAfile ca.crt -verify_hostname ${BANK} -verify_return_error`, {
      exit: 1,
      prints: "self-signed certificate",
    }),
  ],
  async run(bench) {
    await make(bench, FALSE_CA);
    await make(bench, FALSE_SERVER);
    await make(bench, OTHER);
    const attempt = async (file: string) => {
      const meeting = await handshake(bench, { server: file, name: BANK, believes: "ca", says: SECRET });
      return outcomeOf(meeting, `Mallory heard: ${meeting.heard}`);
    };
    return [
      observed(
        "Mallory shows a certificate that she signed herself",
        "refused",
        await attempt("mallory"),
        "Nobody whom the client believes has signed it. Go says: certificate signed by unknown authority.",
      ),
      observed(
        "Mallory shows one of her own authority of the same name",
        "refused",
        await attempt("false-server"),
        "Authorities are told apart by their keys. Go adds: possibly because of ... while trying to verify candidate authority certificate.",
      ),
      observed(
        "the shop shows its own, from the right authority",
        "refused",
        await attempt("other"),
        "It is a good certificate, of somebody else. Go says: certificate is valid for shop.example, not bank.example.",
      ),
    ];
  },
};
