/** Pictures of articles and people, whose addresses begin with /files/. */

import { MENTORAT_URL } from "@/lib/addresses";
import { forwarded } from "@/lib/forwarding";

const KEPT = ["content-type", "cache-control", "etag"];

type Context = { params: Promise<{ key: string[] }> };

export async function GET(_request: Request, { params }: Context): Promise<Response> {
  const path = (await params).key.map(encodeURIComponent).join("/");
  return forwarded(fetch(`${MENTORAT_URL}/files/${path}`, { redirect: "manual" }), KEPT);
}
