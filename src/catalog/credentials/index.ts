import type { Credential, CredentialId } from "../types.ts";
import { controlPlaneCredentials } from "./control-plane.ts";
import { distributionCredentials } from "./distributions.ts";
import { etcdCredentials } from "./etcd.ts";
import { extraCredentials } from "./extras.ts";
import { nodeCredentials } from "./nodes.ts";
import { peopleCredentials } from "./people.ts";

/** Every credential; the record's type makes a forgotten or an unknown id a compile error. */
export const credentials: Readonly<Record<CredentialId, Credential>> = {
  ...controlPlaneCredentials,
  ...etcdCredentials,
  ...nodeCredentials,
  ...peopleCredentials,
  ...extraCredentials,
  ...distributionCredentials,
};
