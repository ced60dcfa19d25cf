import { defineConfig } from "prisma/config";

// Only `prisma generate` is used here, which is WebAssembly: any program in the place of the engine
// for migrations spares a download. mentorat's own migrations make the tables.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath;

export default defineConfig({ schema: "prisma/schema.prisma" });
