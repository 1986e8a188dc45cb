/** Kubeconfigs that dial, believe or name what they should not. */
import { isSelfIssued } from "../../x509/certificate.ts";
import { edited } from "./edited.ts";
import type { Mutation } from "./mutation.ts";
import { besideFile, estranged } from "./targets.ts";

const onHosts = ({ kubeconfigs }: Parameters<Mutation["make"]>[0]) =>
  kubeconfigs.filter(
    ({ host, content, file }) => host !== undefined && file.link === undefined && content.users.length > 0,
  );

/** A text in a kubeconfig of a host, where that text is there. */
const inKubeconfig = (
  rule: string,
  title: string,
  from: RegExp,
  to: string,
  changed: string,
  fits: (path: string) => boolean = () => true,
): Mutation =>
  edited({ rule, title, changed }, (scene) => onHosts(scene).filter(({ file }) => fits(file.path)), from, to);

const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");

/** A token of 2023 that nobody signed: what is looked at is its end. */
const OLD_TOKEN = [{ alg: "RS256", typ: "JWT" }, { iss: "somebody", exp: 1_700_000_000 }, "signature"]
  .map(base64)
  .join(".");

/** Components of the control plane show a certificate of their own and nothing else. */
const isComponent = (path: string): boolean => /(?:controller-manager|scheduler)/.test(path);

export const kubeconfigMutations = {
  "kubeconfig-http": inKubeconfig(
    "kubeconfig-in-clear",
    "A kubeconfig dials without TLS",
    /server: https:/,
    "server: http:",
    "http in place of https",
  ),
  "kubeconfig-context-gone": inKubeconfig(
    "kubeconfig-dangling-context",
    "A kubeconfig's current context is not in it",
    /current-context: .*/,
    "current-context: gone",
    "current-context: gone",
  ),
  "kubeconfig-user-gone": inKubeconfig(
    "kubeconfig-dangling-context",
    "A kubeconfig's context names a user that is not in it",
    /\n( *)user: (?=\S).*/,
    "\n$1user: gone",
    "user: gone",
  ),
  "kubeconfig-cluster-gone": inKubeconfig(
    "kubeconfig-dangling-context",
    "A kubeconfig's context names a cluster that is not in it",
    /\n( *)cluster: (?=\S).*/,
    "\n$1cluster: gone",
    "cluster: gone",
  ),
  "kubeconfig-unverified": inKubeconfig(
    "kubeconfig-skips-verification",
    "A kubeconfig verifies nobody",
    /\n( *)certificate-authority-data:/,
    "\n$1insecure-skip-tls-verify: true\n$1certificate-authority-data:",
    "insecure-skip-tls-verify: true",
  ),
  "kubeconfig-authority-unset": inKubeconfig(
    "kubeconfig-without-authority",
    "A kubeconfig names no authority",
    /\n *certificate-authority-data: \S+/,
    "",
    "without certificate-authority-data",
  ),
  "kubeconfig-authority-other": {
    title: "A kubeconfig has the authority of another cluster",
    rule: "kubeconfig-other-authority",
    make(scene, pick) {
      const held = pick(
        scene.certificates.filter(
          ({ host, file, in: where, content }) =>
            where === "kubeconfig-authorities" &&
            host !== undefined &&
            file.link === undefined &&
            isSelfIssued(content.certificate),
        ),
      );
      if (held === undefined) return undefined;
      return {
        at: held.place,
        changed: "an authority of the same name with another key",
        edits: [estranged(held)],
      };
    },
  },
  "kubeconfig-name-other": inKubeconfig(
    "kubeconfig-server-not-named",
    "A kubeconfig expects a name that the API server's certificate lacks",
    /\n( *)server: (\S+)/,
    "\n$1server: $2\n$1tls-server-name: other.example.com",
    "tls-server-name: other.example.com",
    isComponent,
  ),
  "kubeconfig-key-gone": inKubeconfig(
    "kubeconfig-half-pair",
    "A kubeconfig has a certificate without its key",
    /\n *client-key-data: \S+/,
    "",
    "without client-key-data",
  ),
  "kubeconfig-certificate-gone": inKubeconfig(
    "kubeconfig-half-pair",
    "A kubeconfig has a key without its certificate",
    /\n *client-certificate-data: \S+/,
    "",
    "without client-certificate-data",
  ),
  "kubeconfig-names-no-file": {
    title: "A kubeconfig names an authority's file that is not there",
    rule: "kubeconfig-file-missing",
    make(scene, pick) {
      const held = pick(onHosts(scene));
      if (held === undefined) return undefined;
      const { file: path } = besideFile({ place: { file: held.file.path } }, "gone.crt");
      const { file } = held.file.place;
      return {
        at: held.file.place,
        changed: `certificate-authority: ${path}`,
        edits: [
          {
            do: "replace",
            file,
            from: /certificate-authority-data: \S+/,
            to: `certificate-authority: ${path}`,
          },
        ],
      };
    },
  },
  "kubeconfig-file-beside-value": inKubeconfig(
    "kubeconfig-value-and-file",
    "A kubeconfig has a certificate and names a file for it",
    /\n( *)client-certificate-data:/,
    "\n$1client-certificate: /etc/kubernetes/client.crt\n$1client-certificate-data:",
    "client-certificate: /etc/kubernetes/client.crt",
  ),
  "kubeconfig-token-beside-certificate": inKubeconfig(
    "kubeconfig-certificate-and-token",
    "A kubeconfig has a certificate and a token",
    /\n( *)client-certificate-data:/,
    "\n$1token: abcdef.0123456789abcdef\n$1client-certificate-data:",
    "a token beside the certificate",
  ),
  "kubeconfig-token-old": inKubeconfig(
    "kubeconfig-token-expired",
    "The token in a kubeconfig ended long ago",
    /\n( *)client-certificate-data: \S+\n *client-key-data: \S+/,
    `\n$1token: ${OLD_TOKEN}`,
    "a token of 2023 in place of the certificate",
  ),
} as const satisfies Readonly<Record<string, Mutation>>;
