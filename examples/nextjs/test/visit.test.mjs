// People in a real browser, on the built front end and a real mentorat with its demo people.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { after, before, describe, test } from "node:test";

import { MENTORAT_URL, startChromium, startFrontEnd } from "./front_end.mjs";

const AXE = readFileSync(fileURLToPath(import.meta.resolve("axe-core/axe.min.js")), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

describe("a visit", () => {
  let browser;
  let origin;
  const closing = [];
  before(async () => {
    [browser, origin] = await Promise.all([startChromium(closing), startFrontEnd(closing)]);
  });
  after(() => Promise.all(closing.map((close) => close())));

  async function visit(t, options = {}) {
    const context = await browser.newContext({ baseURL: origin, locale: "fr-FR", ...options });
    t.after(() => context.close());
    context.setDefaultTimeout(20_000);
    return context.newPage();
  }

  async function isAccessible(page) {
    await page.evaluate(AXE);
    const found = await page.evaluate((values) => globalThis.axe.run({ runOnly: { type: "tag", values } }), RULES);
    assert.deepEqual(found.violations.map((one) => [one.id, one.nodes[0].html]), [], page.url());
  }

  test("from the directory to a session: search, mentor, sign in, book", async (t) => {
    const page = await visit(t);
    await page.goto("/");
    await isAccessible(page);
    await page.getByLabel("Que voulez-vous apprendre ?").fill("Python");
    await page.getByRole("button", { name: "Chercher" }).click();
    await page.getByRole("link", { name: "Marc Lenoir" }).click();
    await page.getByRole("heading", { level: 1, name: "Marc Lenoir" }).waitFor();
    await isAccessible(page);

    await page.getByRole("link", { name: "Se connecter pour réserver" }).click();
    await page.waitForURL(`${MENTORAT_URL}/dev/sign-in**`);
    await page.getByRole("button", { name: "Lina Petit" }).click();
    await page.waitForURL(`${origin}/mentors/**`);
    const hour = page.getByRole("radio").first();
    const startsAt = await hour.getAttribute("value");
    await hour.check();
    await page.getByLabel("Que voulez-vous travailler ?").fill("Relire mon premier programme.");
    await isAccessible(page);
    await page.getByRole("button", { name: "Réserver ce créneau" }).click();
    await page.waitForURL(`${origin}/bookings?new=**`);
    await page.getByText("C'est réservé.").waitFor();
    await isAccessible(page);

    const answer = await page.request.get(`${MENTORAT_URL}/api/bookings`);
    const id = new URL(page.url()).searchParams.get("new");
    const booking = (await answer.json()).items.find((one) => one.id === id);
    assert.equal(booking.startsAt, startsAt);
    assert.equal(booking.note, "Relire mon premier programme.");

    await page.getByRole("button", { name: "Se déconnecter" }).click();
    await page.getByRole("link", { name: "Se connecter" }).waitFor();
    assert.equal((await page.request.get(`${MENTORAT_URL}/api/bookings`)).status(), 401);
  });

  test("in English and without JavaScript, an hour that is taken meanwhile is told with free ones", async (t) => {
    const page = await visit(t, { locale: "en-GB", javaScriptEnabled: false });
    await page.goto(`${MENTORAT_URL}/sign-in?next=${encodeURIComponent(`${origin}/?q=Python`)}`);
    await page.getByRole("button", { name: "Karim Duval" }).click();
    await page.getByRole("link", { name: "Marc Lenoir" }).click();
    const hour = page.getByRole("radio").last();
    const startsAt = await hour.getAttribute("value");
    await hour.check();

    const rival = await visit(t);
    await rival.goto(`${MENTORAT_URL}/dev/sign-in?next=/profile`);
    await rival.getByRole("button", { name: "Lina Petit" }).click();
    await rival.waitForURL("**/profile");
    const { token } = await (await rival.request.get(`${MENTORAT_URL}/dev/token`)).json();
    const meanwhile = await rival.request.post(`${MENTORAT_URL}/api/bookings`, {
      headers: { authorization: `Bearer ${token}` },
      data: { mentorId: page.url().split("/").at(-1), startsAt },
    });
    assert.equal(meanwhile.status(), 201);

    await page.getByLabel("What would you like to work on?").fill("My first programme.");
    await page.getByRole("button", { name: "Book this slot" }).click();
    await page.getByRole("alert").getByText("The nearest free slots:").waitFor();
    assert.equal(await page.getByLabel("What would you like to work on?").inputValue(), "My first programme.");
    await page.getByRole("radio").first().check();
    await page.getByRole("button", { name: "Book this slot" }).click();
    await page.getByText("It is booked.").waitFor();
  });

  test("an article is read, and leads to its author", async (t) => {
    const page = await visit(t);
    await page.goto("/blog");
    await isAccessible(page);
    await page.getByRole("link", { name: "Relire le code d'un autre sans le blesser" }).click();
    await page.getByRole("heading", { level: 1, name: "Relire le code" }).waitFor();
    assert.ok((await page.getByRole("heading", { level: 2 }).count()) > 0);
    await isAccessible(page);
    await page.getByRole("link", { name: "Marc Lenoir" }).click();
    await page.waitForURL(`${origin}/mentors/**`);
  });

  test("what nobody offers is told as such, and sessions ask for a sign-in", async (t) => {
    const page = await visit(t);
    assert.equal((await page.goto("/mentors/user_nobody")).status(), 404);
    await page.getByText("Cette page n'existe pas").waitFor();
    await page.goto("/bookings");
    await page.waitForURL(`${MENTORAT_URL}/dev/sign-in**`);
  });
});
