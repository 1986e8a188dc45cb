/** The smallest thing that ends it, in order. No component of Kubernetes looks at revocation lists (facts 9 #11). */

import { rolesOf } from "../../trust/rights.ts";
import { subjectOf } from "../../x509/name.ts";
import type { Scene } from "../scene.ts";
import type { Lost } from "./lost.ts";

export interface Ending {
  /** Whether the copy that is out can be made worthless before it ends, without changing an authority. */
  readonly revocable: boolean;
  /** A sentence without a full stop. */
  readonly sentence: string;
  /** In order, each a sentence without a full stop. */
  readonly steps: readonly string[];
}

const SUPERUSERS = "system:masters";

const places = (count: number, one: string): string => `${count} ${one}${count === 1 ? "" : "s"}`;

const day = (at: Date | undefined): string => at?.toISOString().slice(0, 10) ?? "its end";

export function ends(lost: Lost, scene: Scene): Ending {
  switch (lost.kind) {
    case "authority":
      return ofAuthority(lost);
    case "service-account-key":
      return ofTokenKey(lost);
    case "token":
      return ofToken(lost);
    case "key":
      return { revocable: true, sentence: "nothing is to be ended", steps: ["delete the file"] };
    case "identity":
      return ofIdentity(lost, scene);
  }
}

const ofAuthority = ({ believed, signed }: Lost): Ending => ({
  revocable: false,
  sentence: "replace the authority everywhere: what its key signs is good until nobody believes it",
  steps: [
    "make a new authority with a new key",
    `add it beside the old one wherever that is believed (${places(believed.length, "place")}), and restart what reads it at start`,
    `issue anew by the new one what the old one signed (${places(signed.length, "certificate")}), and restart what shows it`,
    "sign with the new one from then on: the controller-manager's cluster-signing files",
    "take the old one out everywhere, ConfigMap extension-apiserver-authentication too: only this ends it",
  ],
});

const ofTokenKey = ({ believed }: Lost): Ending => ({
  revocable: false,
  sentence: "replace the key of service-account tokens on every API server and controller-manager",
  steps: [
    "make a new key pair",
    `add its public half as one more --service-account-key-file of every API server (${places(believed.length, "setting")} name the old one), and restart them`,
    "sign with the new key: --service-account-signing-key-file and --service-account-private-key-file",
    "wait until pods have new tokens (an hour), and delete token Secrets so that they are made anew",
    "take the old public key out everywhere: only this ends it",
  ],
});

function ofToken({ claimed }: Lost): Ending {
  const user = claimed?.user ?? "";
  const account = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(user);
  const bootstrap = /^system:bootstrap:(\w+)$/.exec(user);
  if (bootstrap !== null)
    return { revocable: true, sentence: "delete the token", steps: [`kubeadm token delete ${bootstrap[1]}`] };
  if (account !== null)
    return {
      revocable: true,
      sentence: "delete what it is bound to: a pod, a Secret, or the account itself",
      steps: [
        "delete the pod or Secret that it was made for; the API server asks for them at each use",
        `otherwise: kubectl -n ${account[1]} delete serviceaccount ${account[2]}, and make it again`,
      ],
    };
  return {
    revocable: false,
    sentence: "ask whoever issued it to take it back",
    steps: [`until ${day(claimed?.until)} it is good where its issuer is believed`],
  };
}

function ofIdentity({ certificates, claimed, connections }: Lost, scene: Scene): Ending {
  const until = certificates.map(({ notAfter }) => notAfter).sort((a, b) => b.getTime() - a.getTime())[0];
  const names = certificates.map(({ subject }) => subjectOf(subject));
  const groups = [...new Set(names.flatMap(({ organizations }) => organizations))];
  const user = claimed?.user ?? names[0]?.commonName ?? "";
  const renew = [
    "issue the certificate anew with a new key, and put both where the old ones are",
    ...(connections.length === 0
      ? []
      : [`restart what shows it and does not read it by itself (${places(connections.length, "connection")})`]),
  ];
  const isMaster = groups.includes(SUPERUSERS);
  const bound = isMaster ? [] : rolesOf({ user, groups }, scene.bindings);
  const node = /^system:node:/.test(user);
  if (bound.length > 0 && !node)
    return {
      revocable: true,
      sentence: `take its rights away: the certificate itself stays good until ${day(until)}`,
      steps: [
        ...renew,
        `give the new one another user name or group, bind that, and delete the binding to ${bound.map(({ role }) => role).join(", ")} (${user}${groups.length > 0 ? `; ${groups.join(", ")}` : ""})`,
      ],
    };
  return {
    revocable: false,
    sentence: `nothing revokes it: the old certificate is good until ${day(until)}, or until its authority is replaced`,
    steps: [
      ...renew,
      ...(node ? ["give the node another name: while the old one is in use, the old certificate is that node"] : []),
      isMaster
        ? `replace the authority: no binding gives ${SUPERUSERS} its rights, so none can be taken away`
        : `when it cannot wait until ${day(until)}: replace the authority`,
    ],
  };
}
