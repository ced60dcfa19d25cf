/** The client: openapi-fetch with mentorat's types, tokens, keys, patience and problems. */

import createClient, { type FetchResponse, type MaybeOptionalInit, type Middleware } from "openapi-fetch";
import type { HttpMethod, MediaType, PathsWithMethod, RequiredKeysOf } from "openapi-typescript-helpers";

import { IDEMPOTENCY_KEY, takesKey } from "./keyed_creates.ts";
import { type GetToken, PATIENCE, type Patience, patient, type Send } from "./patience.ts";
import { problemOf } from "./problems.ts";
import type { paths } from "./schema.ts";

export interface MentoratOptions {
  /** Where mentorat is: `https://mentorat.example`. */
  baseUrl: string;
  /** The caller's Clerk session token or an API key, asked for before each attempt; nothing for a stranger. */
  getToken?: GetToken;
  /** Sent along with every call, for example `Accept-Language`. */
  headers?: Record<string, string>;
  patience?: Partial<Patience>;
  /** What sends a request; the global `fetch` unless given. */
  fetch?: Send;
}

type Answer<Operation extends Record<string | number, unknown>, Init> = Extract<
  FetchResponse<Operation, Init, MediaType>,
  { data: unknown }
>["data"];
type Data<Found> = [Found] extends [never] ? undefined : Found;
type InitOf<Init> = RequiredKeysOf<Init> extends never ? [init?: Init] : [init: Init];

/** Sends one call; gives its document, or rejects with a MentoratProblem. */
type Call<Method extends HttpMethod> = <
  Path extends PathsWithMethod<paths, Method>,
  Init extends MaybeOptionalInit<paths[Path], Method>,
>(
  path: Path,
  ...init: InitOf<Init>
) => Promise<Data<Answer<paths[Path][Method] & Record<string | number, unknown>, Init>>>;

export interface Mentorat {
  GET: Call<"get">;
  POST: Call<"post">;
  PUT: Call<"put">;
  PATCH: Call<"patch">;
  DELETE: Call<"delete">;
}

/**
 * A client of the mentorat at `baseUrl`. Creates that take an Idempotency-Key get one for each call,
 * the same in all its attempts, unless the caller gives their own.
 */
export function createMentorat(options: MentoratOptions): Mentorat {
  const { baseUrl, getToken = () => null, headers = {} } = options;
  const send = options.fetch ?? ((request: Request) => fetch(request));
  const patience = { ...PATIENCE, ...options.patience };
  const client = createClient<paths>({
    baseUrl,
    headers: { Accept: "application/json", ...headers },
    fetch: patient(send, getToken, patience),
  });
  client.use(keys, refusals);
  return {
    GET: documentOf(client.GET) as Call<"get">,
    POST: documentOf(client.POST) as Call<"post">,
    PUT: documentOf(client.PUT) as Call<"put">,
    PATCH: documentOf(client.PATCH) as Call<"patch">,
    DELETE: documentOf(client.DELETE) as Call<"delete">,
  };
}

const keys: Middleware = {
  onRequest({ request, schemaPath }) {
    if (request.method === "POST" && takesKey(schemaPath) && !request.headers.has(IDEMPOTENCY_KEY)) {
      request.headers.set(IDEMPOTENCY_KEY, crypto.randomUUID());
    }
  },
};

const refusals: Middleware = {
  async onResponse({ response }) {
    if (!response.ok) throw await problemOf(response);
  },
};

// The types are those of `Call`; which path and init go together is checked there.
function documentOf(method: (...call: never[]) => Promise<{ data?: unknown }>) {
  return async (...call: unknown[]) => (await method(...(call as never[]))).data;
}
