/** Answers of mentorat's that travel on through this server. */

/** The answer with the headers in `kept` alone; 503 when none comes, so that whoever asked asks again. */
export async function forwarded(call: Promise<Response>, kept: string[]): Promise<Response> {
  let answer: Response;
  try {
    answer = await call;
  } catch {
    return new Response(null, { status: 503, headers: { "Retry-After": "5" } });
  }
  const named = kept.map((name) => [name, answer.headers.get(name)] as const);
  const headers = named.filter((pair): pair is readonly [string, string] => pair[1] !== null);
  return new Response(answer.body, { status: answer.status, headers: headers.map(([...pair]) => pair) });
}
