// Clerk's deliveries on their way through the front end: signed over their bytes, so nothing may change.

import assert from "node:assert/strict";
import { createHmac, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";

import { startFrontEnd } from "./front_end.mjs";

// The development identity's own secret, as `mentorat clerk send` reads it.
const HOME = process.env.MENTORAT_HOME ?? "../../.mentorat";
const SECRET = JSON.parse(readFileSync(`${HOME}/dev-identity.json`, "utf8")).webhook_secret;

describe("a delivery", () => {
  let origin;
  const closing = [];
  before(async () => {
    origin = await startFrontEnd(closing);
  });
  after(() => closing.forEach((close) => close()));

  const send = (headers, body) =>
    fetch(`${origin}/api/webhooks/clerk`, { method: "POST", headers: { ...headers, "content-type": "application/json" }, body });

  test("with a right signature is applied once, whatever its bytes look like", async () => {
    const body = created();
    const headers = signed(body);
    const first = await send(headers, body);
    assert.deepEqual([first.status, await first.json()], [200, { outcome: "applied" }]);
    const again = await send(headers, body);
    assert.deepEqual([again.status, await again.json()], [200, { outcome: "duplicate" }]);
  });

  test("whose body was changed is refused", async () => {
    const body = created();
    const headers = signed(body);
    assert.equal((await send(headers, body.replace("Camille", "Mallory"))).status, 400);
    assert.equal((await send(headers, JSON.stringify(JSON.parse(body)))).status, 400);
    assert.equal((await send({}, body)).status, 400);
    assert.equal((await send(headers, body)).status, 200);
  });

  test("that can be of no use is not sent again", async () => {
    const body = '{"type": "user.created"}';
    const answer = await send(signed(body), body);
    assert.equal(answer.status, 422);
    assert.equal(answer.headers.get("webhook-delivery"), "abort-message");
  });

  test("that is too big is not read", async () => {
    assert.equal((await send({}, "x".repeat(512 * 1024 + 1))).status, 413);
  });

  test("is sent again later while mentorat is away", async () => {
    const away = await startFrontEnd(closing, "http://127.0.0.1:1");
    const body = created();
    const answer = await fetch(`${away}/api/webhooks/clerk`, { method: "POST", headers: signed(body), body });
    assert.equal(answer.status, 503);
  });
});

/** A new account as Clerk tells of it, with spaces, accents and escapes that another writer would lose. */
function created() {
  const id = `user_demo${randomUUID().replaceAll("-", "")}`;
  const now = Date.now();
  const address = `{"id": "idn_1", "email_address": "${id}@demo.example", "verification": {"status": "verified"}}`;
  return `{ "object":"event", "type":"user.created","timestamp":${now}, "instance_id":"ins_development",
    "data": {"id":"${id}","object":"user","first_name":"Camille","last_name":"Lef\\u00e8vre É",
    "image_url":"", "primary_email_address_id":"idn_1", "email_addresses":[${address}],
    "public_metadata":{},"unsafe_metadata":{}, "banned":false,"created_at":${now},"updated_at":${now}} }`;
}

function signed(body) {
  const id = `msg_${randomUUID()}`;
  const timestamp = String(Math.floor(Date.now() / 1000));
  const key = Buffer.from(SECRET.replace("whsec_", ""), "base64");
  const signature = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64");
  return { "svix-id": id, "svix-timestamp": timestamp, "svix-signature": `v1,${signature}` };
}
