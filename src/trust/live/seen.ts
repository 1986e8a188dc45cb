/** What was seen on a cluster that runs: its listeners, and what came of dialling them as each client. */
import type { ComponentId } from "../../catalog/types.ts";
import type { ServedState } from "../../inventory/served.ts";
import type { Certificate } from "../../x509/certificate.ts";
import type { Prediction } from "../predict.ts";

/** What a listener shows and asks for. */
export interface Shown {
  readonly protocol: string;
  readonly group: string | undefined;
  readonly chain: readonly Uint8Array[];
  /** Names, DER, of the authorities whose certificates it asks clients for. */
  readonly clientAuthorities: readonly Uint8Array[] | undefined | "unknown";
}

export interface Failure {
  readonly code: string;
  readonly message: string;
}

/** A setting whose file a running process has not taken. */
export interface NotLoaded {
  readonly component: ComponentId;
  readonly host: string;
  /** A flag without its dashes, or a field. */
  readonly setting: string;
  readonly file: string;
  /** How it is known, a sentence without a full stop. */
  readonly because: string;
  /** How the component takes a change, in the catalogue's words; and whether that needs a restart. */
  readonly reload: string;
  readonly restart: boolean;
}

export interface SeenEndpoint {
  /** Undefined for a server that no file is of. */
  readonly component?: ComponentId;
  readonly hosts: readonly string[];
  readonly address: string;
  readonly port: number;
  /** Where it was really dialled, when --connect-to said so. */
  readonly dialled?: { readonly address: string; readonly port: number };
  /** Why there is nothing to say of it: not reached, or only its own host reaches it. */
  readonly failure?: Failure;
  readonly protocol?: string;
  readonly group?: string;
  /** What it shows, the leaf first. */
  readonly chain?: readonly Certificate[];
  readonly leaf?: { readonly subject: string; readonly serialNumber: string; readonly notAfter: Date };
  /** Beside the files; `self-made` where the component has no certificate's file, `elsewhere`: a file of another's. */
  readonly served?: ServedState | "self-made" | "elsewhere";
  /** The file that has the served certificate. */
  readonly file?: string;
  /** Names of the authorities that it asks clients for; undefined when it asks for none, or nobody sees it. */
  readonly clientAuthorities?: readonly string[];
  readonly startedAt?: Date;
  readonly notLoaded: readonly NotLoaded[];
}

/** What came of dialling as a client. */
export type SeenOutcome =
  | "accepted"
  /** The client does not believe what the server shows. */
  | "refused-by-client"
  /** The handshake. */
  | "refused-by-server"
  /** 401 */
  | "unauthenticated"
  /** 403 */
  | "forbidden"
  | "unreachable"
  | "not-dialled";

export interface SeenConnection {
  readonly prediction: Prediction;
  readonly address: string;
  readonly port: number;
  readonly outcome: SeenOutcome;
  /** Whether that is what the files say; undefined where they say nothing, or it was not reached. */
  readonly asPredicted?: boolean;
  /** As the server says who it is. */
  readonly user?: string;
  readonly groups?: readonly string[];
  /** What was heard, or why it was not dialled. */
  readonly detail?: string;
}

/** A cluster that runs, beside its files. */
export interface Live {
  readonly endpoints: readonly SeenEndpoint[];
  readonly connections: readonly SeenConnection[];
}

/** Whether anything is otherwise than the files say. What was not reached says nothing. */
export const differs = ({ endpoints, connections }: Live): boolean =>
  endpoints.some(({ served, notLoaded }) => served === "other" || notLoaded.length > 0) ||
  connections.some(({ asPredicted }) => asPredicted === false);

/** What concerns a component: as a server, or on either side. */
export const liveOf = ({ endpoints, connections }: Live, component: string): Live => ({
  endpoints: endpoints.filter((one) => one.component === component),
  connections: connections.filter(({ prediction: { connection } }) =>
    [connection.client.component, connection.server.component].some((one) => one === component),
  ),
});
