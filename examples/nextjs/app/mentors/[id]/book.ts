"use server";

import { MentoratProblem } from "@mentorat/client";
import { redirect } from "next/navigation";

import { MENTORAT_URL } from "@/lib/addresses";
import { readerLanguage, readerWords } from "@/lib/language";
import { mentorat } from "@/lib/mentorat";
import { momentOf } from "@/lib/moments";
import { signInUrl } from "@/lib/session";

/** Why an hour is not booked, and what was typed. */
export type Refused = {
  sentences: string[];
  nearest: string[];
  nextStep: string | null;
  startsAt: string;
  note: string;
};

type Typed = Record<"key" | "mentorId" | "startsAt" | "note" | "terms" | "timezone", string>;

/** Book what the form says, once however often it is sent: the page has made its key. */
export async function book(_before: Refused | null, form: FormData): Promise<Refused> {
  const typed = read(form);
  const { key, mentorId, startsAt, note, terms, timezone } = typed;
  if (!startsAt) return { ...NOTHING, ...typed, sentences: [(await readerWords()).chooseHour] };
  const client = await mentorat();
  let id: string;
  try {
    const booking = await client.POST("/api/bookings", {
      params: { header: key ? { "Idempotency-Key": key } : {} },
      body: { mentorId, startsAt, terms, timezone, ...(note && { note }) },
    });
    id = booking.id;
  } catch (error) {
    if (!(error instanceof MentoratProblem)) throw error;
    if (error.status === 401) redirect(signInUrl(`/mentors/${encodeURIComponent(mentorId)}`));
    return refusal(error, typed);
  }
  redirect(`/bookings?new=${id}`);
}

const NOTHING = { nearest: [], nextStep: null };

function read(form: FormData): Typed {
  const text = (name: string) => String(form.get(name) ?? "").trim();
  return {
    key: text("key"),
    mentorId: text("mentorId"),
    startsAt: text("startsAt"),
    note: text("note"),
    terms: text("terms"),
    timezone: text("timezone"),
  };
}

async function refusal(error: MentoratProblem, { startsAt, note, timezone }: Typed): Promise<Refused> {
  const reader = { language: await readerLanguage(), timeZone: timezone };
  const sentences = error.errors.map((one) => one.message);
  const nextStep = error.code === "onboarding_required" ? `${MENTORAT_URL}/onboarding` : null;
  const nearest = (error.problem.nearest ?? []).map((slot) => momentOf(slot.startsAt, reader));
  return { sentences: sentences.length ? sentences : [error.message], nearest, nextStep, startsAt, note };
}
