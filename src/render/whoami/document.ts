/** Who somebody is, for programs; see schema/whoami.v1.json. Neither keys nor tokens are in it. */
import type { Claimed } from "../../trust/whoami/claimed.ts";
import type { Standing } from "../../trust/whoami/standing.ts";

export interface WhoamiView {
  readonly file: string;
  readonly at: Date;
  readonly verified: boolean;
  readonly bearers: readonly {
    readonly title: string;
    readonly claimed: Claimed;
    readonly standings: readonly Standing[];
  }[];
}

export const whoamiDocument = ({ file, at, verified, bearers }: WhoamiView): Record<string, unknown> => ({
  apiVersion: "kubepki/v1",
  kind: "WhoAmI",
  at: at.toISOString(),
  file,
  verified,
  identities: bearers.map(({ title, claimed: { from, until, ...claimed }, standings }) => ({
    title,
    claimed: {
      ...claimed,
      ...(from === undefined ? {} : { from: from.toISOString() }),
      ...(until === undefined ? {} : { until: until.toISOString() }),
    },
    servers: standings,
  })),
});
