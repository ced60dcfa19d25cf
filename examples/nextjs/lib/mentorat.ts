/** mentorat as whoever is here sees it, in their language. */

import { createMentorat, MentoratProblem, type Mentorat, type Schemas } from "@mentorat/client";
import { notFound } from "next/navigation";
import { cache } from "react";

import { MENTORAT_URL } from "./addresses";
import { readerLanguage } from "./language";
import { getToken } from "./session";

const WAIT_SECONDS = 5; // a page that waits longer says so instead

export const mentorat = cache(async (): Promise<Mentorat> => {
  const headers = { "Accept-Language": await readerLanguage() };
  return createMentorat({ baseUrl: MENTORAT_URL, getToken, headers, patience: { seconds: WAIT_SECONDS } });
});

/** The account of whoever is here, or null for a stranger. */
export const whoIsHere = cache(async (): Promise<Schemas["Me"] | null> => {
  return (await getToken()) ? (await mentorat()).GET("/api/me") : null;
});

/** What was asked for, or the page that says that nothing is here. */
export async function orNotFound<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof MentoratProblem && error.status === 404) notFound();
    throw error;
  }
}
