import { z } from "zod";
import type { ConnectorPublishing, StepEffect } from "../../connector";
import { isUploadPostError } from "../../errors";
import { readMemoryContext, writeMemoryCheckpoint } from "./memory-checkpoint";
import type { MemoryClient } from "./memory-client";
import { parseMemoryOptions } from "./memory-options";
import { createMemoryReconcile } from "./memory-reconcile";
import {
  createMemoryStagingSteps,
  impossible,
  type MemoryStep,
  markerOf,
  memoryOutcome,
  memoryPollMs,
  memoryPostAnswer,
} from "./memory-steps";
import { readMemoryTransferResponse } from "./memory-transfer";

const steps = {
  open: { effect: "stage" },
  send: { effect: "read" },
  store: { effect: "stage" },
  collect: { effect: "stage" },
  create: { effect: "commit" },
  put: { effect: "idempotent" },
  settle: { effect: "read" },
  annotate: { effect: "amend" },
} as const satisfies Record<string, { effect: StepEffect }>;

/** The step machine of the memory platform: every effect, every transfer plan, every kind of commit. */
export function createMemoryPublishing(client: MemoryClient, now: () => Date): ConnectorPublishing {
  const machine: Record<string, MemoryStep> = {
    ...createMemoryStagingSteps(client),
    create: (context) => makePost(context, null),
    put: (context) => makePost(context, readMemoryContext(context).at.key),

    async settle(context) {
      const { at, options } = readMemoryContext(context);
      const { credential, signal, checkpoint } = context;
      const body = { handle: at.handle };
      const request = { credential, body, answer: memoryPostAnswer, signal };
      const post = await client.call("post-status", request);
      if (post.state === "processing") {
        const until = new Date(now().getTime() + memoryPollMs);
        const reason = "The memory platform is processing the post.";
        return { kind: "wait", until, step: "settle", checkpoint, reason };
      }
      if (options.note !== null) return { kind: "continue", step: "annotate", checkpoint };
      return { kind: "done", outcome: memoryOutcome(post, options.audience, now()), checkpoint };
    },

    async annotate(context) {
      const { at, options } = readMemoryContext(context);
      const { credential, signal, checkpoint } = context;
      const note = { handle: at.handle, note: options.note };
      await client.call("note-post", { credential, body: note, answer: z.object({}), signal });
      const body = { handle: at.handle };
      const request = { credential, body, answer: memoryPostAnswer, signal };
      const post = await client.call("post-status", request);
      return { kind: "done", outcome: memoryOutcome(post, options.audience, now()), checkpoint };
    },
  };

  return {
    steps,
    start: ({ draft, deliveryId }) => {
      parseMemoryOptions(draft.options);
      const checkpoint = {
        key: deliveryId,
        upload: null,
        staged: [],
        handle: null,
      };
      return { step: "open", checkpoint: writeMemoryCheckpoint(checkpoint) };
    },
    async run(step, context) {
      context.signal.throwIfAborted();
      const run = machine[step];
      if (run === undefined) throw impossible(step);
      return run(context);
    },
    reconcile: createMemoryReconcile(client, now),
    async locate({ plan, ...context }) {
      context.signal.throwIfAborted();
      const { at } = readMemoryContext(context);
      if (plan.kind !== "push-offset") return { kind: "unknown" };
      const answer = z.object({ held: z.number().nullable() });
      const { credential, signal } = context;
      const body = { upload: at.upload };
      try {
        const { held } = await client.call("upload-status", { credential, body, answer, signal });
        return held === null
          ? { kind: "complete", receipt: null }
          : { kind: "at", acknowledgedBytes: held };
      } catch (error) {
        if (isUploadPostError(error) && error.platform?.code === "upload_gone")
          return { kind: "gone" };
        throw error;
      }
    },
    authorizeTransfer: async ({ credential }) => ({
      authorization: `Memory ${credential.secrets.access?.reveal() ?? ""}`,
    }),
    readTransferResponse: readMemoryTransferResponse,
    async abandon(context) {
      context.signal.throwIfAborted();
      const { at } = readMemoryContext(context);
      if (at.upload === null) return "unsupported";
      const { credential, signal } = context;
      const answer = z.object({ dropped: z.enum(["withdrawn", "too-late"]) });
      const body = { upload: at.upload };
      return (await client.call("drop-upload", { credential, body, answer, signal })).dropped;
    },
    async observe({ remote, draft, credential, signal }) {
      signal.throwIfAborted();
      const body = { handle: remote.handle };
      const request = { credential, body, answer: memoryPostAnswer, signal };
      const post = await client.call("post-status", request);
      return memoryOutcome(post, parseMemoryOptions(draft.options).audience, now());
    },
  };

  async function makePost(
    context: Parameters<MemoryStep>[0],
    key: string | null,
  ): ReturnType<MemoryStep> {
    const { at, options } = readMemoryContext(context);
    const { draft, credential, signal } = context;
    const { handle } = await client.call("create-post", {
      credential,
      body: {
        mode: draft.mode,
        text: draft.text,
        audience: options.audience,
        media: at.staged,
        key,
      },
      answer: memoryPostAnswer,
      signal,
    });
    if (key === null && handle !== markerOf(at)) throw impossible("create");
    return {
      kind: "continue",
      step: "settle",
      checkpoint: writeMemoryCheckpoint({ ...at, handle }),
    };
  }
}
