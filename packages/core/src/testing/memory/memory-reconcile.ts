import { z } from "zod";
import type { Reconciliation, StepContext } from "../../connector";
import { isUploadPostError } from "../../errors";
import { readMemoryContext, writeMemoryCheckpoint } from "./memory-checkpoint";
import type { MemoryClient } from "./memory-client";
import {
  commitStep,
  markerOf,
  memoryOutcome,
  memoryPollMs,
  memoryPostAnswer,
} from "./memory-steps";

type FoundPost = z.infer<typeof memoryPostAnswer>;

/**
 * Asks what became of a commit. The upload itself tells for `last-byte`, the media or the key name the
 * post for `create` and `keyed-put`, and for `bare-create` there is nothing to ask.
 */
export function createMemoryReconcile(
  client: MemoryClient,
  now: () => Date,
): (context: StepContext) => Promise<Reconciliation> {
  return async (context) => {
    context.signal.throwIfAborted();
    const { at, options } = readMemoryContext(context);
    const { checkpoint } = context;
    if (options.commit === "last-byte") return askUpload(context);
    if (options.commit === "bare-create" && at.handle === null) {
      const evidence = "The memory platform cannot be asked about a post without its id.";
      return { kind: "unknown", evidence, recheckAt: null };
    }
    const post = await findPost(context);
    if (post !== null) return published(context, post);
    return { kind: "not-published", step: commitStep(options.commit), checkpoint, settledAt: null };
  };

  async function askUpload(context: StepContext): Promise<Reconciliation> {
    const { at } = readMemoryContext(context);
    const { credential, signal, checkpoint } = context;
    const answer = z.object({
      expiresAt: z.iso.datetime().nullable(),
      post: memoryPostAnswer.nullable(),
    });
    const body = { upload: at.upload };
    try {
      const status = await client.call("upload-status", { credential, body, answer, signal });
      const { post, expiresAt } = status;
      if (post !== null) return published(context, post);
      // Until the upload is forgotten, a last byte that was sent before may still come in.
      const settledAt = expiresAt === null ? null : new Date(expiresAt);
      return { kind: "not-published", step: "send", checkpoint, settledAt };
    } catch (error) {
      if (!isUploadPostError(error) || error.platform?.code !== "upload_gone") throw error;
      // An upload that completed is remembered for ever; one that is gone never completed.
      const fresh = writeMemoryCheckpoint({ ...at, upload: null, handle: null });
      return { kind: "not-published", step: "open", checkpoint: fresh, settledAt: null };
    }
  }

  async function findPost(context: StepContext): Promise<FoundPost | null> {
    const { at, options } = readMemoryContext(context);
    const { credential, signal } = context;
    const key = options.commit === "keyed-put" ? at.key : null;
    const body = { handle: at.handle ?? markerOf(at), key };
    const answer = z.object({ post: memoryPostAnswer.nullable() });
    return (await client.call("find-post", { credential, body, answer, signal })).post;
  }

  function published(context: StepContext, post: FoundPost): Reconciliation {
    if (post.state === "processing") {
      return { kind: "still-processing", until: new Date(now().getTime() + memoryPollMs) };
    }
    const { audience } = readMemoryContext(context).options;
    return { kind: "published", outcome: memoryOutcome(post, audience, now()) };
  }
}
