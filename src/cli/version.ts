/** The version of this package, put in by the build from package.json. */
declare const KUBEPKI_VERSION: string | undefined;

export const VERSION: string = typeof KUBEPKI_VERSION === "undefined" ? "0.0.0" : KUBEPKI_VERSION;
