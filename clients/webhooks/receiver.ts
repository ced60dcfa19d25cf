import { createServer } from "node:http";

import { Webhook } from "standardwebhooks";

type User = { userId: string };
type Payload = { version: 1; timestamp: string } & (
  | { type: "user.onboarded" | "user.role_changed"; data: User & { role: string } }
  | { type: "user.left" | "user.banned" | "user.unbanned"; data: User }
  | { type: "mentor.published" | "mentor.unpublished"; data: { mentorId: string; status: string } }
  | { type: "post.published" | "post.unpublished"; data: Post }
  | { type: `booking.${string}`; data: Booking }
  | { type: "webhook.test"; data: { endpointId: string } }
);
type Post = { postId: string; authorId: string; status: string; isChange: boolean };
type Booking = {
  bookingId: string;
  sequence: number;
  status: string;
  mentorId: string;
  menteeId: string;
  startsAt: string;
  endsAt: string;
};

const webhook = new Webhook(process.env.WEBHOOK_SECRET ?? "");
const seen = new Set<string>(); // in your database, in the transaction that acts

createServer(async (request, response) => {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const body = Buffer.concat(parts).toString(); // the bytes that were signed, not parsed yet
  const headers = request.headers as Record<string, string>;
  let payload: Payload;
  try {
    payload = webhook.verify(body, headers) as Payload;
  } catch {
    response.writeHead(401).end();
    return;
  }
  const id = headers["webhook-id"] ?? "";
  if (!seen.has(id)) {
    seen.add(id);
    console.log(payload.type, JSON.stringify(payload.data));
  }
  response.writeHead(204).end();
}).listen(Number(process.env.PORT ?? 3000), "127.0.0.1");
