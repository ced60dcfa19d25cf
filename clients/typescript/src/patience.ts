/** Asking again where mentorat says when to come back: 429 and 503, with Retry-After. */

/** How often a call is sent at most, and how many seconds it may wait in all between its attempts. */
export interface Patience {
  attempts: number;
  seconds: number;
}

export type Send = (request: Request) => Promise<Response>;
export type GetToken = () => Promise<string | null | undefined> | string | null | undefined;

export const PATIENCE: Patience = { attempts: 3, seconds: 30 };

const SECOND_MS = 1000;
const SECONDS = /^\d{1,9}$/;
const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/; // RFC 9110, 5.6.7

/**
 * `send`, repeated for 429 and 503 as far as `patience` goes; an answer that asks for a longer wait
 * is given at once. Nothing else is repeated. Each attempt asks for a token anew, since Clerk's are
 * good for one minute, and is otherwise the same request. Rejects as soon as its signal aborts.
 */
export function patient(send: Send, getToken: GetToken, patience: Patience): Send {
  return async (request) => {
    let leftMs = patience.seconds * SECOND_MS;
    for (let attempt = 1; ; attempt += 1) {
      const response = await send(await withToken(request, getToken));
      if (attempt >= patience.attempts || !mayRepeat(request, response)) return response;
      const waitMs = retryAfterMs(response, Date.now()) ?? SECOND_MS * 2 ** (attempt - 1);
      if (waitMs > leftMs) return response;
      leftMs -= waitMs;
      await response.body?.cancel();
      await pause(waitMs, request.signal);
    }
  };
}

/** How long an answer asks to be left alone, in seconds or until a date; undefined when it does not say. */
export function retryAfterMs(response: Response, nowMs: number): number | undefined {
  const told = response.headers.get("retry-after")?.trim() ?? "";
  if (SECONDS.test(told)) return Number(told) * SECOND_MS;
  const at = HTTP_DATE.test(told) ? Date.parse(told) : Number.NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, at - nowMs);
}

// 429 is told before anything was done. 503 may come after a commit that nobody could confirm, so
// that a POST which would be done twice is left to the caller.
function mayRepeat(request: Request, response: Response): boolean {
  if (response.status === 429) return true;
  if (response.status !== 503) return false;
  return request.method !== "POST" || request.headers.has("idempotency-key");
}

async function withToken(request: Request, getToken: GetToken): Promise<Request> {
  const attempt = request.clone();
  const token = await getToken();
  if (token) attempt.headers.set("authorization", `Bearer ${token}`);
  return attempt;
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason);
      return;
    }
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stop);
      resolve();
    }, milliseconds);
    signal.addEventListener("abort", stop, { once: true });
  });
}
