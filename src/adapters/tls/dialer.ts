/** TLS servers by Node's own OpenSSL. */
import type { Dialer } from "../../ports.ts";
import { ask } from "./ask.ts";
import { look } from "./look.ts";

export const dialer: Dialer = { look, ask };
