/**
 * Who is signed in, with AUTH=dev: mentorat's own page signs people in, and its cookie comes here as
 * well, since cookies know no ports. In production Clerk is asked instead: docs/nextjs.md.
 */

import { cookies } from "next/headers";
import { cache } from "react";

import { APP_URL, MENTORAT_URL } from "./addresses";

const SESSION_COOKIE = "mentorat_session";

/** The session token of whoever is here, good for one minute; null for a stranger. */
export const getToken = cache(async (): Promise<string | null> => {
  const session = (await cookies()).get(SESSION_COOKIE);
  if (!session) return null;
  const answer = await fetch(`${MENTORAT_URL}/dev/token`, {
    headers: { accept: "application/json", cookie: `${SESSION_COOKIE}=${session.value}` },
    cache: "no-store",
  });
  if (answer.status === 401) return null;
  if (!answer.ok) throw new Error(`mentorat gives no token: ${answer.status}`);
  return ((await answer.json()) as { token: string }).token;
});

/** Where to sign in, and to come back from to a path of ours. */
export function signInUrl(path: string): string {
  return `${MENTORAT_URL}/sign-in?${new URLSearchParams({ next: APP_URL + path })}`;
}

/** End the session, here and at mentorat. */
export async function endSession(): Promise<void> {
  const token = await getToken();
  if (!token) return;
  await fetch(`${MENTORAT_URL}/auth/sign-out`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}` },
    redirect: "manual",
    cache: "no-store",
  });
  (await cookies()).delete(SESSION_COOKIE);
}
