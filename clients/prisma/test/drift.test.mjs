// The schema and the migrated tables are the same to Prisma, and its diff sees when they are not.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { PrismaPg } from "@prisma/adapter-pg";

import { diff } from "../schema_engine.mjs";

const url = process.env.SCRATCH_DATABASE_URL ?? assert.fail("SCRATCH_DATABASE_URL is missing");
const schemaFile = fileURLToPath(new URL("../prisma/schema.prisma", import.meta.url));
const database = await new PrismaPg({ connectionString: url }).connect();
after(() => database.dispose());

async function differing(change, undoing) {
  await database.executeScript(change);
  try {
    return await diff(url, schemaFile);
  } finally {
    await database.executeScript(undoing);
  }
}

test("a migrated database is what the schema says", async () => {
  const found = await diff(url, schemaFile);
  assert.equal(found.text, "No difference detected.");
  assert.ok(found.isEmpty);
});

test("the schema is laid out as Prisma's own formatter would", async () => {
  const cwd = fileURLToPath(new URL("..", import.meta.url));
  await promisify(execFile)("npx", ["prisma", "format", "--check"], { cwd });
});

const CHANGES = {
  "a table that nobody told Prisma of": [
    "create table courses (id int primary key)",
    "drop table courses",
    /Removed tables[^]*courses/,
  ],
  "a renamed column": [
    "alter table users rename column first_name to given_name",
    "alter table users rename column given_name to first_name",
    /`users`[^]*Removed column `given_name`[^]*Added column `first_name`/,
  ],
  "another type": [
    "alter table posts alter column language type varchar(2)",
    "alter table posts alter column language type text",
    /`posts`[^]*column `language`/,
  ],
  "a value that a role lacks": [
    "alter type role rename value 'USER' to 'STUDENT'",
    "alter type role rename value 'STUDENT' to 'USER'",
    /STUDENT/,
  ],
  "a foreign key that is gone": [
    "alter table bookings drop constraint fk_bookings_mentor_id",
    "alter table bookings add constraint fk_bookings_mentor_id foreign key (mentor_id) references users",
    /foreign key on columns \(mentor_id\)/,
  ],
  "a column without its default": [
    "alter table mentor_profiles alter column currency drop default",
    "alter table mentor_profiles alter column currency set default 'EUR'",
    /column `currency`/,
  ],
};

for (const [name, [change, undoing, expected]] of Object.entries(CHANGES)) {
  test(`${name} is seen`, async () => {
    const found = await differing(change, undoing);
    assert.ok(!found.isEmpty);
    assert.match(found.text, expected);
  });
}
