import type { DesiredFlag } from "../spec/desired.ts";

/** A flag as one argument. */
export const flagText = (flag: DesiredFlag): string => `--${flag.name}=${flag.value}`;
