import { z } from "zod";
import type { PostOutcome, RemotePost, StepContext, StepOutcome } from "../../connector";
import { PlatformContractError } from "../../errors";
import {
  type MemoryCheckpoint,
  readMemoryContext,
  writeMemoryCheckpoint,
} from "./memory-checkpoint";
import type { MemoryClient } from "./memory-client";
import { memoryPartSizeBytes, memoryPlan } from "./memory-transfer";

/** A post as the platform tells of it. */
export const memoryPostAnswer = z.object({
  id: z.string(),
  handle: z.string(),
  state: z.enum(["processing", "published", "in_inbox"]),
  audience: z.string(),
});

/** Why a wait: the platform is asked again after a second. */
export const memoryPollMs = 1000;

/** One step of the memory connector. */
export type MemoryStep = (context: StepContext) => Promise<StepOutcome>;

/** The steps before anything is visible: open, send, store, collect. */
export function createMemoryStagingSteps(client: MemoryClient): Record<string, MemoryStep> {
  return {
    async open(context) {
      const { at, options } = readMemoryContext(context);
      const { draft, credential, signal } = context;
      if (options.transfer === "pull") {
        const mediaIndexes = draft.media.map((_, index) => index);
        const plan = { kind: "pull", mediaIndexes } as const;
        return { kind: "transfer", plan, nextStep: "collect", checkpoint: context.checkpoint };
      }
      const { media } = nextMedia(context, at);
      const publishes =
        options.commit === "last-byte"
          ? { mode: draft.mode, text: draft.text, audience: options.audience }
          : null;
      const { upload } = await client.call("open-upload", {
        credential,
        body: { sizeBytes: media.sizeBytes, partSizeBytes: memoryPartSizeBytes, publishes },
        answer: z.object({ upload: z.string() }),
        signal,
      });
      const handle = publishes === null ? null : upload;
      return {
        kind: "continue",
        step: "send",
        checkpoint: writeMemoryCheckpoint({ ...at, upload, handle }),
      };
    },

    async send(context) {
      const { at, options } = readMemoryContext(context);
      const commits = options.commit === "last-byte";
      if (at.upload === null || options.transfer === "pull") throw impossible("send");
      return {
        kind: "transfer",
        plan: memoryPlan(options.transfer, at.upload, { ...nextMedia(context, at), commits }),
        nextStep: commits ? "settle" : "store",
        checkpoint: context.checkpoint,
      };
    },

    async store(context) {
      const { at, options } = readMemoryContext(context);
      const { draft, credential, signal, transfer } = context;
      const { media } = await client.call("finish-upload", {
        credential,
        body: {
          upload: at.upload,
          etags: options.transfer === "offset" ? [] : [...(transfer?.receipts ?? [])],
        },
        answer: z.object({ media: z.string() }),
        signal,
      });
      const staged = [...at.staged, media];
      const step = staged.length < draft.media.length ? "open" : commitStep(options.commit);
      return { kind: "continue", step, checkpoint: writeMemoryCheckpoint({ ...at, staged }) };
    },

    async collect(context) {
      const { at, options } = readMemoryContext(context);
      const { credential, signal, leases } = context;
      const { media } = await client.call("collect", {
        credential,
        body: { urls: leases.map(({ url }) => url) },
        answer: z.object({ media: z.array(z.string()) }),
        signal,
      });
      const checkpoint = writeMemoryCheckpoint({ ...at, staged: media });
      return { kind: "continue", step: commitStep(options.commit), checkpoint };
    },
  };
}

/** Which step makes the post. */
export function commitStep(commit: string): "create" | "put" {
  return commit === "keyed-put" ? "put" : "create";
}

/** The ids of staged media name a post that was made of them. */
export function markerOf({ staged }: MemoryCheckpoint): string {
  return staged.join(",");
}

/** A post that is out, as the contract tells of it. */
export function memoryOutcome(
  post: z.infer<typeof memoryPostAnswer>,
  requested: string,
  now: Date,
): PostOutcome {
  const draft = post.state === "in_inbox";
  const remote: RemotePost = {
    handle: post.handle,
    postIds: draft ? [] : [post.id],
    url: draft ? null : `https://memory.test/posts/${post.id}`,
    visibility: { requested, actual: draft ? null : post.audience },
  };
  const observeAt = draft ? new Date(now.getTime() + 60 * 60 * 1000) : null;
  return { state: draft ? "in_inbox" : "published", remote, observeAt };
}

/** A state of the machine that no path leads to. */
export function impossible(step: string): PlatformContractError {
  return new PlatformContractError({
    message: `The memory connector cannot run "${step}" from this checkpoint.`,
  });
}

function nextMedia({ draft }: StepContext, { staged }: MemoryCheckpoint) {
  const mediaIndex = staged.length;
  const media = draft.media[mediaIndex];
  if (media === undefined) throw impossible("open");
  return { mediaIndex, media };
}
