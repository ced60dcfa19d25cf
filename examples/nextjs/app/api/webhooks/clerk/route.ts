/** Clerk's deliveries, forwarded as they are: mentorat checks their signature over these very bytes. */

import { MENTORAT_URL } from "@/lib/addresses";
import { forwarded } from "@/lib/forwarding";

const BYTES_MAX = 512 * 1024; // as mentorat itself
const WAIT_MS = 14_000; // Clerk's sender waits for fifteen seconds
const SIGNED = ["content-type", "svix-id", "svix-timestamp", "svix-signature"];
const ANSWERED = ["content-type", "retry-after", "webhook-delivery"];

export async function POST(request: Request): Promise<Response> {
  if (!(Number(request.headers.get("content-length") ?? Infinity) <= BYTES_MAX)) {
    return new Response(null, { status: 413 });
  }
  const headers = new Headers();
  for (const name of SIGNED) {
    const value = request.headers.get(name);
    if (value !== null) headers.set(name, value);
  }
  const delivery = {
    method: "POST",
    headers,
    body: await request.arrayBuffer(),
    redirect: "manual" as const,
    signal: AbortSignal.timeout(WAIT_MS),
  };
  return forwarded(fetch(`${MENTORAT_URL}/api/webhooks/clerk`, delivery), ANSWERED);
}
