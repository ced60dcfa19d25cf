/** What mentorat refuses, as an error with everything that it says (RFC 9457). */

import { retryAfterMs } from "./patience.ts";
import type { components } from "./schema.ts";

/** One thing that is wrong with what was sent: where (a JSON pointer), in words, and by a stable code. */
export interface FieldProblem {
  pointer: string;
  message: string;
  code: string;
}

type Document = components["schemas"]["ProblemDocument"];

/** A problem document; `nearest` are free hours near one that is taken. */
export interface Problem extends Pick<Document, "type" | "title" | "status" | "detail"> {
  errors?: FieldProblem[];
  nearest?: { startsAt: string; endsAt: string }[];
  terms?: Record<string, unknown>;
  current?: Record<string, unknown>;
}

const UNKNOWN = "about:blank"; // RFC 9457, 4.2.1: no more than the status says

/** Any answer of 400 or more. `message` is the sentence for people, in the language that was asked for. */
export class MentoratProblem extends Error {
  override readonly name = "MentoratProblem";
  readonly problem: Problem;
  /** When to come back, for 429 and 503. */
  readonly retryAfterMs: number | undefined;

  constructor(problem: Problem, retryAfterMs?: number) {
    super(problem.detail || problem.title);
    this.problem = problem;
    this.retryAfterMs = retryAfterMs;
  }

  get status(): number {
    return this.problem.status;
  }

  /** The stable word for what was refused: `slot_taken`, `onboarding_required`… */
  get code(): string {
    return this.problem.type.split("#problem-")[1] ?? "";
  }

  /** Every problem of a document that is not valid; empty for other refusals. */
  get errors(): readonly FieldProblem[] {
    return this.problem.errors ?? [];
  }
}

/** The problem of an answer that is none of success; what stands between us may speak no JSON. */
export async function problemOf(response: Response): Promise<MentoratProblem> {
  const { status, statusText } = response;
  const said = await response.text();
  const problem = { type: UNKNOWN, title: statusText || String(status), detail: "", ...read(said) };
  return new MentoratProblem({ ...problem, status }, retryAfterMs(response, Date.now()));
}

function read(said: string): Partial<Problem> {
  try {
    const found: unknown = JSON.parse(said);
    return isProblem(found) ? found : {};
  } catch {
    return {};
  }
}

function isProblem(found: unknown): found is Problem {
  const { type, title, detail } = (found ?? {}) as Partial<Record<keyof Problem, unknown>>;
  return [type, title, detail].every((member) => typeof member === "string");
}
