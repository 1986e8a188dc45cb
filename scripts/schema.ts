// Writes schema/cluster.v1.json from the schema in src/spec/cluster. Needs a Node that runs TypeScript (22.18 or newer);
// `npx vitest run test/unit/spec/json-schema.test.ts -u` does the same on any.
import { writeFileSync } from "node:fs";
import { clusterJsonSchemaText } from "../src/spec/cluster/json-schema.ts";

writeFileSync(new URL("../schema/cluster.v1.json", import.meta.url), clusterJsonSchemaText());
