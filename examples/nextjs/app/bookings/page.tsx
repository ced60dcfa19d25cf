import type { Metadata } from "next";
import { redirect } from "next/navigation";

import { MENTORAT_URL } from "@/lib/addresses";
import { readerLanguage, readerWords } from "@/lib/language";
import { mentorat, whoIsHere } from "@/lib/mentorat";
import { momentOf } from "@/lib/moments";
import { signInUrl } from "@/lib/session";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await readerWords()).myBookings };
}

type Props = { searchParams: Promise<{ new?: string }> };

export default async function Bookings({ searchParams }: Props) {
  const [me, words, language] = await Promise.all([whoIsHere(), readerWords(), readerLanguage()]);
  if (!me) redirect(signInUrl("/bookings"));
  const { items } = await (await mentorat()).GET("/api/bookings");
  const { new: newId } = await searchParams;
  const made = items.find((booking) => booking.id === newId);
  return (
    <>
      <h1>{words.myBookings}</h1>
      {made && (
        <p className="notice" role="status">
          {made.status === "requested" ? words.requested : words.booked}
        </p>
      )}
      {items.length === 0 && <p>{words.noBookings}</p>}
      <ul className="cards" role="list">
        {items.map((booking) => {
          const isMentor = booking.mentor.id === me.id;
          const other = isMentor ? booking.mentee : booking.mentor;
          const zone = isMentor ? booking.mentorTimezone : booking.menteeTimezone;
          const timeZone = me.timezone ?? zone;
          return (
            <li className="card" key={booking.id}>
              <h2>{momentOf(booking.startsAt, { language, timeZone })}</h2>
              <p>{words.with(other.displayName)} · {words.statuses[booking.status]}</p>
              {booking.note && <p className="quiet">{booking.note}</p>}
              <p><a href={`${MENTORAT_URL}/bookings/${booking.id}`}>{words.details}</a></p>
            </li>
          );
        })}
      </ul>
    </>
  );
}
