import type { Lesson } from "../lesson.ts";
import { clientCertificate, groups } from "./clients.ts";
import { etcdPeers, kubelet } from "./components.ts";
import { encrypt, keyPair, sign } from "./keys.ts";
import { kubeconfig } from "./kubeconfig.ts";
import { realCluster } from "./real.ts";
import { bareKey, manInTheMiddle, rightServer } from "./servers.ts";

/** In order: each uses files of those before it. */
export const lessons: readonly Lesson[] = [
  keyPair,
  encrypt,
  sign,
  bareKey,
  rightServer,
  manInTheMiddle,
  clientCertificate,
  groups,
  etcdPeers,
  kubelet,
  kubeconfig,
  realCluster,
];
