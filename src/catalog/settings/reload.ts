/** How components take a change of a file (facts 5.7): what several of them have in common. */
export const WATCHED = { reload: "watched, and looked at again every minute" } as const;
export const AT_START = { reload: "read at start: restart to load", restart: true } as const;
