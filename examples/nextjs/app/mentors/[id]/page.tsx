import type { Metadata } from "next";

import { readerLanguage, readerWords } from "@/lib/language";
import { mentorat, orNotFound, whoIsHere } from "@/lib/mentorat";
import { dayOf, hourOf, moneyOf } from "@/lib/moments";
import { signInUrl } from "@/lib/session";

import { BookingForm, type Day } from "./booking_form";

type Props = { params: Promise<{ id: string }> };

async function find(id: string) {
  const client = await mentorat();
  return orNotFound(client.GET("/api/mentors/{mentor_id}", { params: { path: { mentor_id: id } } }));
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const mentor = await find((await params).id);
  return { title: mentor.displayName, description: mentor.headline };
}

export default async function MentorPage({ params }: Props) {
  const { id } = await params;
  const client = await mentorat();
  const [mentor, slots, language, words, me] = await Promise.all([
    find(id),
    orNotFound(client.GET("/api/mentors/{mentor_id}/slots", { params: { path: { mentor_id: id } } })),
    readerLanguage(),
    readerWords(),
    whoIsHere(),
  ]);
  const timeZone = me?.timezone ?? slots.timezone;
  const reader = { language, timeZone };
  const { terms } = slots;
  const days: Day[] = [];
  for (const { startsAt } of slots.items) {
    const name = dayOf(startsAt, reader);
    const hour = { startsAt, name: hourOf(startsAt, reader) };
    const last = days.at(-1);
    if (last?.name === name) last.hours.push(hour);
    else days.push({ name, hours: [hour] });
  }
  return (
    <div className="beside">
      <article>
        <h1>{mentor.displayName}</h1>
        <p className="lead">{mentor.headline}</p>
        <ul className="tags" role="list">
          {mentor.skills.map((skill) => <li key={skill.slug}>{skill.label}</li>)}
        </ul>
        {/* mentorat makes this HTML of Markdown, safe for any page. */}
        <div className="prose" dangerouslySetInnerHTML={{ __html: mentor.bioHtml }} />
      </article>
      <section aria-labelledby="free">
        <h2 id="free">{words.freeHours}</h2>
        <p className="quiet">
          {words.session(terms.minutes, moneyOf(terms.priceCents, terms.currency, language))}
          {" · "}
          {words.hoursOf(timeZone)}
        </p>
        {days.length === 0 && <p>{words.none}</p>}
        {days.length > 0 && (
          <BookingForm
            hidden={{ key: crypto.randomUUID(), mentorId: id, terms: terms.id, timezone: timeZone }}
            days={days}
            signIn={me ? null : signInUrl(`/mentors/${encodeURIComponent(id)}`)}
            words={{
              note: words.note,
              noteHint: words.noteHint,
              book: terms.bookingMode === "request" ? words.ask : words.book,
              booking: words.booking,
              nearest: words.nearest,
              newcomer: words.newcomer,
              signInToBook: words.signInToBook,
            }}
          />
        )}
      </section>
    </div>
  );
}
