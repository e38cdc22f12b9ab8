import type { z } from "zod";
import type { TiktokSandbox } from "../tiktok-sandbox";

/** One operation of the control plane. */
export interface ControlOperation {
  readonly method: "GET" | "POST";
  /** Below `/_sandbox`. */
  readonly path: string;
  readonly about: string;
  /** @throws ZodError for wrong input, PortalError for what cannot be done. */
  readonly run: (sandbox: TiktokSandbox, input: unknown) => unknown;
}

/** Declares an operation; its input is checked before it runs. */
export function defineOperation<Schema extends z.ZodType>(
  method: ControlOperation["method"],
  path: string,
  about: string,
  schema: Schema,
  run: (sandbox: TiktokSandbox, input: z.output<Schema>) => unknown,
): ControlOperation {
  return { method, path, about, run: (sandbox, input) => run(sandbox, schema.parse(input)) };
}
