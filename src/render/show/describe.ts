import type { AuthorityId, ComponentId, ConnectionId, CredentialId, SlotId } from "../../catalog/types.ts";
import { describeAuthority } from "./describe-authority.ts";
import { describeComponent } from "./describe-component.ts";
import { describeConnection } from "./describe-connection.ts";
import { describeCredential } from "./describe-credential.ts";
import { describeSlot } from "./describe-slot.ts";
import type { Description, Topic } from "./description.ts";
import type { View } from "./view.ts";

/** What there is to say of a topic. `within` is the unit that is meant, when its name was asked for. */
export function describeTopic(view: View, { kind, id }: Topic, within?: string): Description {
  switch (kind) {
    case "credential":
      return describeCredential(view, id as CredentialId, within);
    case "connection":
      return describeConnection(view, id as ConnectionId);
    case "authority":
      return describeAuthority(view, id as AuthorityId);
    case "slot":
      return describeSlot(view, id as SlotId);
    case "component":
      return describeComponent(view, id as ComponentId);
  }
}
