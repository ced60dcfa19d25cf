// A front end with Prisma beside mentorat: it reads everything, and PostgreSQL guards what it writes.

import assert from "node:assert/strict";
import { after, test } from "node:test";

import { BookingStatus, Prisma, Role } from "../generated/prisma/client.ts";
import { findMentors, prisma } from "../mentors.ts";

const MARC = "user_demoMarcLenoir";
const KARIM = "user_demoKarimDuval";
const HOUR_MS = 3_600_000;

after(() => prisma.$disconnect());

test("mentors who know Python are found, the cheapest first, each with their person", async () => {
  const found = await findMentors("Python");
  assert.deepEqual(
    found.map((mentor) => [mentor.user.firstName, mentor.hourlyRate]),
    [["Marc", 45], ["Yasmine", 250]],
  );
  assert.deepEqual(await findMentors("patience"), []);
});

test("a person comes with their profile, sessions and articles", async () => {
  const marc = await prisma.user.findUniqueOrThrow({
    where: { id: MARC },
    include: {
      mentorProfile: true,
      bookingsAsMentor: { include: { mentee: true }, orderBy: { startsAt: "asc" } },
      posts: { where: { status: "published", language: "fr" }, include: { postPage: true } },
    },
  });
  assert.equal(marc.role, Role.MENTOR);
  assert.equal(marc.mentorProfile?.status, "published");
  assert.equal(marc.bookingsAsMentor[0]?.mentee.firstName, "Zoé");
  assert.equal(marc.bookingsAsMentor[0]?.status, BookingStatus.confirmed);
  assert.equal(marc.posts[0]?.title, "Relire le code d'un autre sans le blesser");
  assert.match(marc.posts[0]?.postPage?.html ?? "", /<h2/);
});

test("people are counted by their role", async () => {
  const groups = await prisma.user.groupBy({ by: ["role"], _count: true });
  const counts = new Map(groups.map((group) => [group.role, group._count]));
  assert.equal(counts.get(Role.ADMIN), 1);
  assert.ok((counts.get(Role.MENTOR) ?? 0) > 10);
});

test("a week is read as the document it is, and filtered by a path in it", async () => {
  const parisians = await prisma.mentorProfile.findMany({
    where: { availability: { path: ["timezone"], equals: "Europe/Paris" } },
  });
  assert.ok(parisians.some((profile) => profile.userId === MARC));
  for (const profile of parisians) {
    assert.equal((profile.availability as Prisma.JsonObject).timezone, "Europe/Paris");
  }
});

test("the hourly rate is derived: read as a number, filtered, never written", async () => {
  const cheap = await prisma.mentorProfile.findMany({ where: { hourlyRate: { lte: 32 } } });
  assert.ok(cheap.length > 0);
  for (const profile of cheap) assert.equal(profile.hourlyRate, profile.hourlyRateCents / 100);
  await assert.rejects(
    prisma.mentorProfile.update({ where: { userId: MARC }, data: { hourlyRate: 1 } }),
    /can only be updated to DEFAULT/,
  );
});

test("dates are instants, and sessions are found between two of them", async () => {
  const now = new Date();
  const coming = await prisma.booking.findMany({
    where: { startsAt: { gt: now, lt: new Date(now.getTime() + 60 * 24 * HOUR_MS) } },
  });
  assert.ok(coming.length > 0);
  for (const booking of coming) {
    assert.ok(booking.startsAt > now);
    assert.equal(booking.endsAt.getTime() - booking.startsAt.getTime(), HOUR_MS);
  }
});

test("articles are found by tag, as readers see them; drafts have no such page", async () => {
  const posts = await prisma.post.findMany({
    where: { tags: { has: "Relecture" }, postPage: { isNot: null } },
    include: { author: true, postPage: true },
  });
  assert.deepEqual(posts.map((post) => [post.author.id, post.status]), [[MARC, "published"]]);
  assert.equal(posts[0]?.postPage?.title, posts[0]?.title);
  assert.ok((posts[0]?.postPage?.publishedAt ?? new Date()) < new Date());
  const drafts = await prisma.post.findMany({ where: { status: "draft", postPage: { isNot: null } } });
  assert.deepEqual(drafts, []);
});

test("a presentation is written, and updatedAt moves", async () => {
  const before = await prisma.user.findUniqueOrThrow({ where: { id: KARIM } });
  const bio = "Je code le soir, après l'usine.";
  await prisma.user.update({ where: { id: KARIM }, data: { bio } });
  const written = await prisma.user.findUniqueOrThrow({ where: { id: KARIM } });
  assert.equal(written.bio, bio);
  assert.ok(written.updatedAt > before.updatedAt);
});

test("an hour that is promised cannot be booked again, whoever asks", async () => {
  const promised = await prisma.booking.findFirstOrThrow({
    where: { mentorId: MARC, status: BookingStatus.confirmed },
  });
  const { startsAt, endsAt, blockedFrom, blockedUntil, priceCents } = promised;
  const data = { mentorId: MARC, menteeId: KARIM, status: BookingStatus.confirmed, priceCents };
  const count = await prisma.booking.count();
  await assert.rejects(
    prisma.booking.create({ data: { ...data, startsAt, endsAt, blockedFrom, blockedUntil } }),
    /no_overlap_mentor/,
  );
  assert.equal(await prisma.booking.count(), count);

  const later = (instant: Date) => new Date(instant.getTime() + 2 * HOUR_MS);
  const free = { startsAt: later(startsAt), endsAt: later(endsAt) };
  const blocked = { blockedFrom: later(blockedFrom), blockedUntil: later(blockedUntil) };
  const booked = await prisma.booking.create({ data: { ...data, ...free, ...blocked } });
  assert.match(booked.id, /^[0-9a-f]{8}-[0-9a-f]{4}-7/); // ordered by time, as mentorat's are
  await prisma.booking.delete({ where: { id: booked.id } });
});

test("secrets and letters are no part of the client", () => {
  const names = Object.keys(Prisma.ModelName);
  assert.ok(names.includes("User") && names.includes("PostPage"));
  for (const hidden of ["AuthSession", "CalendarFeed", "PreviewLink", "Message"]) {
    assert.ok(!names.includes(hidden), hidden);
  }
});
