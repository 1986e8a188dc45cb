import type { Setting } from "../types.ts";
import { cloudControllerManagerSettings, controllerManagerSettings, schedulerSettings } from "./control-plane.ts";
import { etcdSettings } from "./etcd.ts";
import { konnectivitySettings } from "./konnectivity.ts";
import { apiserverSettings } from "./kube-apiserver.ts";
import { kubeletSettings, kubeProxySettings } from "./nodes.ts";

/** Every setting that shapes trust, in the order in which it is written. */
export const settings: readonly Setting[] = [
  ...apiserverSettings,
  ...controllerManagerSettings,
  ...schedulerSettings,
  ...cloudControllerManagerSettings,
  ...etcdSettings,
  ...kubeletSettings,
  ...kubeProxySettings,
  ...konnectivitySettings,
];
