/** Signing in as somebody of the demo (AUTH=dev), the way a browser does. */

export const MENTORAT_URL = process.env["MENTORAT_URL"] ?? "http://127.0.0.1:8000";
export const MARC = "user_demoMarcLenoir";
export const KARIM = "user_demoKarimDuval";
export const ZOE = "user_demoZoeMarchand";

/** What gives this person's session tokens, as Clerk's own `getToken` does. */
export async function signIn(userId: string): Promise<() => Promise<string>> {
  const page = await fetch(`${MENTORAT_URL}/dev/sign-in`);
  const token = /name="csrf_token" value="([^"]+)"/.exec(await page.text())?.[1] ?? "";
  const answer = await fetch(`${MENTORAT_URL}/dev/sign-in`, {
    method: "POST",
    headers: { cookie: cookiesOf(page) },
    body: new URLSearchParams({ csrf_token: token, userId }),
    redirect: "manual",
  });
  const cookie = cookiesOf(answer);
  return async () => {
    const headers = { cookie, accept: "application/json" };
    const issued = await fetch(`${MENTORAT_URL}/dev/token`, { headers });
    return ((await issued.json()) as { token: string }).token;
  };
}

function cookiesOf(answer: Response): string {
  return answer.headers.getSetCookie().map((cookie) => cookie.split(";")[0]).join("; ");
}
