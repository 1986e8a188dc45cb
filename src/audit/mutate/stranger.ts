/** A public key (P-256, SubjectPublicKeyInfo) whose private half was thrown away: of an authority that is gone. */
export const STRANGER: Uint8Array = Buffer.from(
  "3059301306072a8648ce3d020106082a8648ce3d030107034200043004c1e3d10464b7fbbfb9a612012fdf855f7483ad8777f6332a437cdb9abe6b" +
    "da5cdfb553a523f5fcabfd2fb8280313a50d2915b1ea8beeacccbfe2aae542ac",
  "hex",
);
