/** The published schema's own name; documents refer to it for editors. */
export const SCHEMA_ID = "https://unpkg.com/kubepki/schema/cluster.v1.json";
