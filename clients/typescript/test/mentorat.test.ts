// The client on a real mentorat with its demo people.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";

import { createMentorat, MentoratProblem, type Schemas } from "../src/index.ts";
import { KARIM, MARC, MENTORAT_URL, signIn, ZOE } from "./demo_people.ts";

const DAY_MS = 24 * 3_600_000;
const mentorat = createMentorat({ baseUrl: MENTORAT_URL });

async function memberNamed(userId: string) {
  return createMentorat({ baseUrl: MENTORAT_URL, getToken: await signIn(userId) });
}

async function freeHours(mentorId: string): Promise<string[]> {
  const now = Date.now();
  const { items } = await mentorat.GET("/api/mentors/{mentor_id}/slots", {
    params: {
      path: { mentor_id: mentorId },
      query: { from: new Date(now).toISOString(), to: new Date(now + 30 * DAY_MS).toISOString() },
    },
  });
  return items.map((slot) => slot.startsAt);
}

async function refusal(call: Promise<unknown>): Promise<MentoratProblem> {
  const found = await call.then(() => undefined, (error: unknown) => error);
  assert.ok(found instanceof MentoratProblem, String(found));
  return found;
}

test("a stranger finds mentors by what they know", async () => {
  const page = await mentorat.GET("/api/mentors", { params: { query: { q: "Python", limit: 5 } } });
  const names = page.items.map((card: Schemas["MentorCard"]) => card.displayName);
  assert.ok(names.includes("Marc Lenoir"), names.join());
});

test("a search repeats its parameters", async () => {
  const skill = ["python", "sql"];
  const page = await mentorat.GET("/api/mentors", { params: { query: { skill } } });
  assert.ok(page.items.length > 0);
  for (const card of page.items) {
    const slugs = card.skills.map((tag) => tag.slug);
    assert.ok(skill.every((wanted) => slugs.includes(wanted)), slugs.join());
  }
});

test("somebody signed in reads who they are", async () => {
  const karim = await memberNamed(KARIM);
  const me = await karim.GET("/api/me");
  assert.equal(me.id, KARIM);
  assert.equal(me.role, "USER");
});

test("an hour is booked, and sent again under its key it is the same booking", async () => {
  const karim = await memberNamed(KARIM);
  const [startsAt = ""] = await freeHours(MARC);
  const params = { header: { "Idempotency-Key": randomUUID() } };
  const body = { mentorId: MARC, startsAt, note: "Relire mon premier programme." };
  const booked = await karim.POST("/api/bookings", { params, body });
  assert.equal(booked.startsAt, startsAt);
  const again = await karim.POST("/api/bookings", { params, body });
  assert.equal(again.id, booked.id);
  const mine = await karim.GET("/api/bookings");
  assert.equal(mine.items.filter((booking) => booking.id === booked.id).length, 1);
});

test("two people want one hour: the second is told which ones are free", async () => {
  const [karim, zoe] = await Promise.all([memberNamed(KARIM), memberNamed(ZOE)]);
  const startsAt = (await freeHours(MARC)).at(-1) ?? "";
  await karim.POST("/api/bookings", { body: { mentorId: MARC, startsAt } });
  const taken = await refusal(zoe.POST("/api/bookings", { body: { mentorId: MARC, startsAt } }));
  assert.equal(taken.status, 409);
  assert.equal(taken.code, "slot_taken");
  assert.ok((taken.problem.nearest ?? []).length > 0);
});

test("a document that is not valid names every problem, in the reader's language", async () => {
  const getToken = await signIn(KARIM);
  for (const [language, sentence] of [["fr", /champ|caractères|obligatoire/], ["en", /field|characters|required/]] as const) {
    const karim = createMentorat({
      baseUrl: MENTORAT_URL,
      getToken,
      headers: { "Accept-Language": language },
    });
    const body = { mentorId: "", startsAt: "demain", note: "x" };
    const problem = await refusal(karim.POST("/api/bookings", { body }));
    assert.equal(problem.status, 422);
    assert.deepEqual(problem.errors.map((one) => one.pointer).sort(), ["/mentorId", "/note", "/startsAt"]);
    assert.match(problem.errors.map((one) => one.message).join(" "), sentence);
  }
});

test("what nobody may see is a problem, too", async () => {
  assert.equal((await refusal(mentorat.GET("/api/me"))).status, 401);
  const path = { mentor_id: "user_nobody" };
  const nobody = await refusal(mentorat.GET("/api/mentors/{mentor_id}", { params: { path } }));
  assert.equal(nobody.status, 404);
  assert.ok(nobody.message);
});

test("an answer without a document is nothing", async () => {
  const zoe = await memberNamed(ZOE);
  const params = { path: { mentor_id: MARC } };
  assert.equal(await zoe.PUT("/api/me/saved-mentors/{mentor_id}", { params }), undefined);
  const saved = await zoe.GET("/api/me/saved-mentors");
  assert.ok(saved.items.some((card) => card.id === MARC));
});

test("the compiler knows the API", () => {
  const never = () => [
    // @ts-expect-error no such path
    mentorat.GET("/api/students"),
    // @ts-expect-error the path needs its mentor
    mentorat.GET("/api/mentors/{mentor_id}"),
    // @ts-expect-error a booking needs its hour
    mentorat.POST("/api/bookings", { body: { mentorId: MARC } }),
    // @ts-expect-error no such parameter
    mentorat.GET("/api/mentors", { params: { query: { limite: 5 } } }),
  ];
  assert.equal(typeof never, "function");
});
