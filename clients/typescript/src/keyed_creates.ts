/** The creates that are done once, however often they are sent under one Idempotency-Key. */

import type { paths } from "./schema.ts";

export const IDEMPOTENCY_KEY = "Idempotency-Key";

type HeaderOf<Path extends keyof paths> = paths[Path] extends { post: { parameters: { header?: infer Header } } }
  ? NonNullable<Header>
  : never;
type KeyedPath = {
  [Path in keyof paths]: HeaderOf<Path> extends { [IDEMPOTENCY_KEY]?: string }
    ? [HeaderOf<Path>] extends [never]
      ? never
      : Path
    : never;
}[keyof paths];

// Compared with the API's types by the compiler: none can be missing, none too many.
const KEYED: Record<KeyedPath, true> = {
  "/api/bookings": true,
  "/api/bookings/{booking_id}/absences": true,
  "/api/bookings/{booking_id}/proposals": true,
  "/api/me/posts": true,
  "/api/onboarding": true,
};

/** Whether a POST to this path of the API takes a key. */
export function takesKey(path: string): boolean {
  return Object.hasOwn(KEYED, path);
}
