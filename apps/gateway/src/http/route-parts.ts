import type { z } from "@hono/zod-openapi";
import type { Scope } from "../access/scope";
import { problemSchema } from "./problem";
import { requireScope } from "./require-scope";
import { strictJsonBody } from "./strict-json-body";

/** The parts that every route behind an API key has: its scope, and the strict reading of its body. */
export function secured(scope: Scope) {
  return {
    security: [{ apiKey: [] }],
    middleware: [requireScope(scope), strictJsonBody],
    "x-scope": scope,
  };
}

/** A JSON body that must be there. */
export function jsonBody<Schema extends z.ZodType>(schema: Schema) {
  return { required: true, content: { "application/json": { schema } } } as const;
}

/** A JSON answer. */
export function jsonResponse<Schema extends z.ZodType>(description: string, schema: Schema) {
  return { description, content: { "application/json": { schema } } } as const;
}

const problemContent = { "application/problem+json": { schema: problemSchema } } as const;

/** The refusals that any route behind an API key can answer with; spread into its responses. */
export const commonProblems = {
  400: { description: "The request is malformed", content: problemContent },
  401: { description: "The API key is missing or wrong", content: problemContent },
  403: { description: "The API key may not do this", content: problemContent },
  429: { description: "Too many requests", content: problemContent },
} as const;

/** One more refusal of a route. */
export function problemResponse(description: string) {
  return { description, content: problemContent } as const;
}
