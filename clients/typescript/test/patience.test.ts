// What the client does while mentorat asks for patience: a server that says what each test wants.

import assert from "node:assert/strict";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { test, type TestContext } from "node:test";

import { createMentorat, MentoratProblem, type MentoratOptions } from "../src/index.ts";

interface Told {
  status: number;
  headers?: Record<string, string>;
  body?: unknown;
}

const DONE: Told = { status: 201, body: { id: "b1" } };
const BOOKING = { body: { mentorId: "user_1", startsAt: "2027-06-07T07:00:00Z" } };
const ABSENT = { params: { path: { booking_id: "b1" } } };

/** A client of a server that answers each request with the next of `answers`, and what it was asked. */
async function clientOf(t: TestContext, answers: Told[], options: Partial<MentoratOptions> = {}) {
  const asked: (IncomingMessage & { body: string })[] = [];
  const server = createServer(async (request, response: ServerResponse) => {
    let body = "";
    for await (const chunk of request) body += String(chunk);
    asked.push(Object.assign(request, { body }));
    const told = answers[asked.length - 1] ?? { status: 500 };
    const type = told.status < 400 ? "application/json" : "application/problem+json";
    response.writeHead(told.status, { "content-type": type, ...told.headers });
    response.end(typeof told.body === "string" ? told.body : JSON.stringify(told.body ?? {}));
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { asked, client: createMentorat({ baseUrl, ...options }) };
}

const busy = (status: number, wait: string): Told => ({ status, headers: { "retry-after": wait } });
const keyOf = (request?: IncomingMessage) => request?.headers["idempotency-key"];

test("a create keeps its key in every attempt, and the next call has another", async (t) => {
  const { asked, client } = await clientOf(t, [busy(503, "0"), busy(429, "0"), DONE, DONE]);
  assert.equal((await client.POST("/api/bookings", BOOKING)).id, "b1");
  assert.equal(asked.length, 3);
  assert.match(String(keyOf(asked[0])), /^[0-9a-f-]{36}$/);
  assert.equal(new Set(asked.map(keyOf)).size, 1);
  assert.deepEqual(asked.map((one) => JSON.parse(one.body)), Array(3).fill(BOOKING.body));
  await client.POST("/api/bookings", BOOKING);
  assert.notEqual(keyOf(asked[3]), keyOf(asked[0]));
});

test("the caller's own key is kept", async (t) => {
  const { asked, client } = await clientOf(t, [DONE]);
  await client.POST("/api/bookings", { params: { header: { "Idempotency-Key": "mine" } }, ...BOOKING });
  assert.equal(keyOf(asked[0]), "mine");
});

test("each attempt has a token of its own; an API key is sent as it is", async (t) => {
  let count = 0;
  const getToken = () => `token-${(count += 1)}`;
  const { asked, client } = await clientOf(t, [busy(503, "0"), DONE], { getToken });
  await client.GET("/api/me");
  assert.deepEqual(asked.map((one) => one.headers.authorization), ["Bearer token-1", "Bearer token-2"]);
  const machine = await clientOf(t, [DONE], { getToken: () => "mentorat_key" });
  await machine.client.GET("/api/mentors");
  assert.equal(machine.asked[0]?.headers.authorization, "Bearer mentorat_key");
  const stranger = await clientOf(t, [DONE]);
  await stranger.client.GET("/api/mentors");
  assert.equal(stranger.asked[0]?.headers.authorization, undefined);
});

test("it comes back when it was told to, in seconds or at a date", async (t) => {
  const { client } = await clientOf(t, [busy(429, "1"), DONE]);
  let began = Date.now();
  await client.GET("/api/me");
  assert.ok(Date.now() - began >= 990, "a second");
  const at = new Date(Date.now() + 2000).toUTCString();
  const dated = await clientOf(t, [busy(503, at), DONE]);
  began = Date.now();
  await dated.client.GET("/api/me");
  assert.ok(Date.now() >= Date.parse(at) && Date.now() - began < 4000, "that moment");
});

test("who is told nothing, or nonsense, waits a second", async (t) => {
  const answers: Told[] = [{ status: 503 }, DONE, busy(503, "soon"), DONE];
  const { asked, client } = await clientOf(t, answers);
  const began = Date.now();
  await client.GET("/api/me");
  await client.GET("/api/me");
  assert.equal(asked.length, 4);
  assert.ok(Date.now() - began >= 1980);
});

test("a wait that is too long is the caller's to decide, and is told", async (t) => {
  const { asked, client } = await clientOf(t, [busy(429, "60"), busy(503, "2"), busy(503, "2")], {
    patience: { seconds: 3 },
  });
  const tooLong = (found: unknown) =>
    found instanceof MentoratProblem && found.status === 429 && found.retryAfterMs === 60_000;
  await assert.rejects(client.GET("/api/me"), tooLong);
  assert.equal(asked.length, 1);
  await assert.rejects(client.GET("/api/me"), { status: 503, retryAfterMs: 2000 }); // two and two are four
  assert.equal(asked.length, 3);
});

test("it gives up after its attempts", async (t) => {
  const { asked, client } = await clientOf(t, Array<Told>(9).fill(busy(503, "0")));
  await assert.rejects(client.GET("/api/me"), { status: 503 });
  assert.equal(asked.length, 3);
});

test("nothing else is repeated", async (t) => {
  for (const status of [400, 401, 403, 404, 409, 422, 500, 502, 504]) {
    const { asked, client } = await clientOf(t, [busy(status, "0"), DONE]);
    await assert.rejects(client.POST("/api/bookings", BOOKING), { status });
    assert.equal(asked.length, 1, String(status));
  }
  const nowhere = createMentorat({ baseUrl: "http://127.0.0.1:1" });
  await assert.rejects(nowhere.GET("/api/me"), TypeError);
});

test("what would be done twice is not repeated when nobody knows whether it was done", async (t) => {
  const { asked, client } = await clientOf(t, [busy(429, "0"), busy(503, "0"), DONE]);
  await assert.rejects(client.POST("/api/bookings/{booking_id}/confirmation", { ...ABSENT, body: {} }), { status: 503 });
  assert.equal(asked.length, 2);
  assert.equal(keyOf(asked[0]), undefined);
});

test("who gives up while it waits is heard at once", async (t) => {
  const { asked, client } = await clientOf(t, [busy(503, "20"), DONE]);
  const leaving = new AbortController();
  const began = Date.now();
  setTimeout(() => leaving.abort(new Error("gone home")), 300);
  await assert.rejects(client.GET("/api/me", { signal: leaving.signal }), /gone home/);
  assert.ok(Date.now() - began < 5000);
  assert.equal(asked.length, 1);
  await assert.rejects(client.GET("/api/me", { signal: AbortSignal.abort(new Error("never")) }), /never/);
});

test("a problem says everything; what is no problem document says its status", async (t) => {
  const problem = {
    type: "/api/docs#problem-invalid",
    title: "Unprocessable Entity",
    status: 422,
    detail: "Le document n'est pas valide.",
    errors: [{ pointer: "/note", message: "Trop court.", code: "too_short" }],
  };
  const html: Told = { status: 502, headers: { "content-type": "text/html" }, body: "<h1>Bad Gateway</h1>" };
  const { client } = await clientOf(t, [{ status: 422, body: problem }, html]);
  await assert.rejects(client.GET("/api/me"), {
    name: "MentoratProblem",
    message: problem.detail,
    code: "invalid",
    errors: problem.errors,
  });
  await assert.rejects(client.GET("/api/me"), { status: 502, code: "", message: "Bad Gateway" });
});
