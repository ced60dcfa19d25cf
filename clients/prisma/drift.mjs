// Whether the database at DATABASE_URL is what prisma/schema.prisma says: exit 0, or 1 and why not; 2 without it.

import { fileURLToPath } from "node:url";

import { diff } from "./schema_engine.mjs";

const url = process.env.DATABASE_URL;
if (!url) {
  console.error("DATABASE_URL must name the database.");
  process.exit(2);
}
const schemaFile = fileURLToPath(new URL("prisma/schema.prisma", import.meta.url));
const { isEmpty, text } = await diff(url, schemaFile);
console.log(text);
process.exit(isEmpty ? 0 : 1);
