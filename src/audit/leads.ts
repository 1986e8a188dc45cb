/** How long before its end a rule speaks of something. */
export const DAY_MS = 86_400_000;
export const YEAR_MS = 365.25 * DAY_MS;

/** Certificates. */
export const SOON_MS = 30 * DAY_MS;
/** Authorities, which take weeks to replace. */
export const AUTHORITY_SOON_MS = 180 * DAY_MS;
/** Authorities, for whoever plans. */
export const AUTHORITY_PLANNED_MS = 2 * YEAR_MS;

/** All of them, and none: what is said of a tree changes at these times before the times in it, and at no other. */
export const LEADS_MS: readonly number[] = [0, SOON_MS, AUTHORITY_SOON_MS, AUTHORITY_PLANNED_MS];
