/** A typed client of mentorat's API: its own types, its own refusals, and patience where it asks for some. */

export { createMentorat } from "./create_mentorat.ts";
export type { Mentorat, MentoratOptions } from "./create_mentorat.ts";
export type { Patience } from "./patience.ts";
export { MentoratProblem } from "./problems.ts";
export type { FieldProblem, Problem } from "./problems.ts";
export type { components, operations, paths } from "./schema.ts";

import type { components } from "./schema.ts";

/** The documents of the API by their names: `Schemas["MentorCard"]`. */
export type Schemas = components["schemas"];
