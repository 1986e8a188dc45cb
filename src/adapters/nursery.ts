/** How much memory a long run takes. */
import { setFlagsFromString } from "node:v8";

/**
 * Keep V8's nursery (the semi-spaces of its young generation) at the size that it has. It would grow to three times
 * 16 MiB, for objects that all die within the unit that is being made. Measured with 5,000 hosts: 112 MiB at the peak
 * in place of 178, in the same time.
 */
export function keepNurserySmall(): void {
  setFlagsFromString("--semi-space-growth-factor=1");
}
