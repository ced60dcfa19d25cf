// Prisma's own diff between the schema file and a database, by its engine in WebAssembly: nothing
// but the locked packages is needed. (`prisma db pull` and `prisma migrate diff` download another
// engine first, and print nothing when a program stands in its place: they are no check.)

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

import { PrismaPg } from "@prisma/adapter-pg";
import {
  bindMigrationAwareSqlAdapterFactory,
  ColumnTypeEnum,
} from "@prisma/driver-adapter-utils";
import * as bindings from "@prisma/schema-engine-wasm/schema_engine_bg";

// What is not mentorat's own: its library of jobs, and the version of its schema.
const EXTERNAL = {
  externalTables: [
    "public.alembic_version",
    "public.procrastinate_events",
    "public.procrastinate_jobs",
    "public.procrastinate_periodic_defers",
    "public.procrastinate_workers",
  ],
  externalEnums: ["public.procrastinate_job_event_type", "public.procrastinate_job_status"],
};
const CHAR_OID = 18; // of catalogue columns; the adapter was written for tables and refuses it
const BPCHAR_OID = 1042;

let started;

/** What would have to change in the database for the schema to be true; `isEmpty` when nothing. */
export async function diff(url, schemaFile) {
  await (started ??= start());
  const content = await readFile(schemaFile, "utf8");
  const files = [{ path: schemaFile, content }];
  const reader = new CatalogueReader(url);
  const engine = await bindings.SchemaEngine.new(
    { datamodels: [[schemaFile, content]] },
    () => {},
    bindMigrationAwareSqlAdapterFactory(reader),
  );
  try {
    const answer = await engine.diff({
      from: { tag: "schemaDatasource", files, configDir: dirname(schemaFile) },
      to: { tag: "schemaDatamodel", files },
      script: false,
      exitCode: true,
      shadowDatabaseUrl: null,
      filters: EXTERNAL,
    });
    return { isEmpty: answer.exitCode === 0, text: (answer.stdout ?? "").trim() };
  } finally {
    engine.free();
    await reader.close();
  }
}

async function start() {
  globalThis.PRISMA_WASM_PANIC_REGISTRY = {
    set_message(message) {
      throw new Error(`The schema engine gave up: ${message}`);
    },
  };
  const folder = dirname(createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm"));
  const bytes = await readFile(join(folder, "schema_engine_bg.wasm"));
  const { instance } = await WebAssembly.instantiate(bytes, {
    "./schema_engine_bg.js": bindings,
  });
  bindings.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
}

class CatalogueReader {
  #opened = [];

  constructor(url) {
    this.factory = new PrismaPg({ connectionString: url });
    this.provider = this.factory.provider;
    this.adapterName = this.factory.adapterName;
  }

  async connect() {
    const adapter = readingChars(await this.factory.connect());
    this.#opened.push(adapter);
    return adapter;
  }

  async connectToShadowDb() {
    throw new Error("No shadow database is needed.");
  }

  async close() {
    await Promise.all(this.#opened.map((adapter) => adapter.dispose()));
  }
}

function readingChars(adapter) {
  const places = new WeakMap();
  const perform = adapter.performIO.bind(adapter);
  const query = adapter.queryRaw.bind(adapter);
  adapter.performIO = async (asked) => {
    const answer = await perform(asked);
    const chars = answer.fields.filter((field) => field.dataTypeID === CHAR_OID);
    places.set(asked, chars.map((field) => answer.fields.indexOf(field)));
    for (const field of chars) field.dataTypeID = BPCHAR_OID;
    return answer;
  };
  adapter.queryRaw = async (asked) => {
    const answer = await query(asked);
    for (const at of places.get(asked) ?? []) answer.columnTypes[at] = ColumnTypeEnum.Character;
    return answer;
  };
  return adapter;
}
