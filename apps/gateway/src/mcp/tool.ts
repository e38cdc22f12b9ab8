import type { z } from "@hono/zod-openapi";
import type { Caller } from "../access/caller";
import type { Scope } from "../access/scope";

/** Any object schema of zod. */
type ObjectSchema = z.ZodObject;

/**
 * One tool: a use case under a name an agent can choose by. It is as thin as a route: the same checks,
 * the same answers, the same errors.
 */
export type Tool<
  Input extends ObjectSchema = ObjectSchema,
  Output extends ObjectSchema = ObjectSchema,
> = {
  readonly name: string;
  readonly title: string;
  /** For the agent: what it does, what to do before and after. */
  readonly description: string;
  /** The API key's scope that it needs. */
  readonly scope: Scope;
  readonly input: Input;
  readonly output: Output;
  readonly hints: {
    /** It changes nothing, here or at a platform. */
    readonly readOnlyHint: boolean;
    /** It can undo or end something. */
    readonly destructiveHint: boolean;
    /** Calling it again with the same arguments changes nothing more. */
    readonly idempotentHint: boolean;
    /** It reaches beyond this gateway: a platform, or a host that the caller names. */
    readonly openWorldHint: boolean;
  };
  readonly run: (
    caller: Caller,
    input: z.output<Input>,
    signal: AbortSignal,
  ) => Promise<z.input<Output>>;
};

/** Ties a tool's schemas to its function, so that neither can drift from the other. */
export function defineTool<Input extends ObjectSchema, Output extends ObjectSchema>(
  tool: Tool<Input, Output>,
): Tool<Input, Output> {
  return tool;
}
