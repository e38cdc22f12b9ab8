import { z } from "zod";
import type { Checkpoint, StepContext } from "../../connector";
import { PlatformContractError } from "../../errors";
import { type MemoryOptions, parseMemoryOptions } from "./memory-options";

const schema = z.strictObject({
  /** Chosen at the start: the key of a keyed commit. */
  key: z.string(),
  /** The upload that is open. */
  upload: z.string().nullable(),
  /** Media ids of what was staged, in order. */
  staged: z.array(z.string()),
  /** What to ask about the post with, once it may exist. */
  handle: z.string().nullable(),
});

/** What the memory connector remembers between steps. */
export type MemoryCheckpoint = Readonly<z.infer<typeof schema>>;

/** Wraps the data in its version. */
export function writeMemoryCheckpoint(data: MemoryCheckpoint): Checkpoint {
  return { version: 1, data: { ...data, staged: [...data.staged] } };
}

/** Reads a checkpoint and the options of the draft it belongs to. */
export function readMemoryContext({
  checkpoint,
  draft,
}: Pick<StepContext, "checkpoint" | "draft">): {
  readonly at: MemoryCheckpoint;
  readonly options: MemoryOptions;
} {
  const parsed = schema.safeParse(checkpoint.data);
  if (checkpoint.version !== 1 || !parsed.success) {
    const message = "The checkpoint was not written by this version of the memory connector.";
    throw new PlatformContractError({ message });
  }
  return { at: parsed.data, options: parseMemoryOptions(draft.options) };
}
