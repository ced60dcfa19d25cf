import type { Schemas } from "@mentorat/client";
import type { Metadata } from "next";
import Link from "next/link";

import { type Language, readerLanguage, readerWords } from "@/lib/language";
import { mentorat, whoIsHere } from "@/lib/mentorat";
import { momentOf, moneyOf } from "@/lib/moments";
import type { Words } from "@/lib/words";

type Search = { q?: string; cursor?: string };

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await readerWords()).findTitle };
}

export default async function Directory({ searchParams }: { searchParams: Promise<Search> }) {
  const { q = "", cursor } = await searchParams;
  const [client, language, words, me] = await Promise.all([
    mentorat(),
    readerLanguage(),
    readerWords(),
    whoIsHere(),
  ]);
  const query = { limit: 12, ...(q && { q }), ...(cursor && { cursor }) };
  const page = await client.GET("/api/mentors", { params: { query } });
  const more = new URLSearchParams({ ...(q && { q }), cursor: page.nextCursor ?? "" });
  return (
    <>
      <h1>{words.findTitle}</h1>
      <p className="lead">{words.findLead}</p>
      <form className="row" role="search">
        <label htmlFor="q">{words.search}</label>
        <input id="q" name="q" type="search" defaultValue={q} maxLength={200} />
        <button type="submit">{words.find}</button>
      </form>
      {page.items.length === 0 && <p role="status">{words.nobody}</p>}
      <ul className="cards" role="list">
        {page.items.map((card) => (
          <MentorCard key={card.id} {...{ card, language, words }} ownZone={me?.timezone ?? null} />
        ))}
      </ul>
      {page.nextCursor && <p><Link href={`/?${more}`}>{words.next}</Link></p>}
    </>
  );
}

type CardProps = { card: Schemas["MentorCard"]; language: Language; words: Words; ownZone: string | null };

function MentorCard({ card, language, words, ownZone }: CardProps) {
  const timeZone = ownZone ?? card.timezone;
  const at = card.nextSlot && momentOf(card.nextSlot.startsAt, { language, timeZone });
  const free = at && (ownZone ? at : `${at} (${timeZone})`); // of a mentor's zone, unless we know the reader's
  return (
    <li className="card">
      <h2><Link href={`/mentors/${card.id}`}>{card.displayName}</Link></h2>
      <p>{card.headline}</p>
      <ul className="tags" role="list">
        {card.skills.map((skill) => <li key={skill.slug}>{skill.label}</li>)}
      </ul>
      <p className="quiet">
        {moneyOf(card.hourlyRateCents, card.currency, language)} {words.anHour}
        <br />
        {free ? words.nextFree(free) : words.noneFree}
      </p>
    </li>
  );
}
