import type {
  Connector,
  PostOutcome,
  StepContext,
  StepEffect,
  StepOutcome,
  TransferPlan,
  TransferVerdict,
} from "../../src/connector";
import { PlatformUnavailableError } from "../../src/errors";
import { createMemoryConnector, createMemoryPlatform } from "../../src/testing";
import type { ByteSender } from "../../src/transfer";
import {
  type CallingWorker,
  readCheckpoint,
  type SimulatedCheckpoint,
  type SimulatedPlatform,
  uploadLifeMs,
  uploadSettlingMs,
} from "./simulated-platform";

/** The shape of one platform's step machine. */
export type MachineShape = {
  readonly transfer: "none" | "offset" | "parts" | "whole";
  /** Which call publishes. */
  readonly commit: "commit" | "idempotent" | "last-byte";
  readonly polls: number;
  readonly amend: boolean;
  /** Whether a lost commit can be asked about. */
  readonly reconcile: "proof" | "none";
  /** What the committing step claims to be; another effect than its own is a guard taken away. */
  readonly declaredAs: StepEffect | null;
};

const partBytes = 10;

/** A machine on a simulated platform, with the sender that reaches it. */
export function createSimulatedMachine(
  shape: MachineShape,
  world: {
    readonly platform: SimulatedPlatform;
    readonly worker: CallingWorker;
    readonly random: () => number;
    readonly now: () => Date;
  },
): { readonly connector: Connector; readonly sender: ByteSender } {
  const { platform, worker, random, now } = world;
  const lastByte = shape.commit === "last-byte";
  const transfer = lastByte && shape.transfer === "none" ? "offset" : shape.transfer;
  const order = [
    ...(transfer === "none" ? ["prepare"] : ["open", "send"]),
    ...(lastByte ? [] : ["publish"]),
    ...Array.from({ length: shape.polls }, (_, index) => `poll-${index}`),
    ...(shape.amend ? ["amend"] : []),
    "finish",
  ];
  const after = (step: string) => order[order.indexOf(step) + 1] ?? "finish";
  const effects: Record<string, StepEffect> = Object.fromEntries(
    order.map((step) => [step, "read" as const]),
  );
  Object.assign(effects, { prepare: "stage", open: "stage", amend: "amend" });
  if (!lastByte) effects.publish = shape.declaredAs ?? (shape.commit as StepEffect);

  const save = (data: SimulatedCheckpoint) => ({ version: 1, data });
  const soon = () => new Date(now().getTime() + Math.floor(random() * 600_000));

  async function run(step: string, { checkpoint }: StepContext): Promise<StepOutcome> {
    const at = readCheckpoint(checkpoint.data);
    const goOn = { kind: "continue", step: after(step), checkpoint } as const;
    const call = <T>(changes: boolean, effect: () => T) =>
      platform.call(worker, { name: step, changes }, effect);
    if (step === "open") {
      const upload = await call(true, () => platform.openUpload());
      return { ...goOn, checkpoint: save({ ...at, upload, openedAtMs: now().getTime() }) };
    }
    if (step === "send") {
      return {
        kind: "transfer",
        plan: planFor(transfer, at.upload ?? "", lastByte),
        nextStep: after(step),
        checkpoint,
      };
    }
    if (step === "publish") {
      await call(true, () => {
        const known = platform.posts.some(({ key }) => key === at.key);
        if (shape.commit !== "idempotent" || !known) platform.post(at.key);
      });
      return goOn;
    }
    if (step === "finish") return finish(await call(false, () => settle()), checkpoint);
    if (step.startsWith("poll")) {
      await call(false, () => undefined);
      const wait = { kind: "wait", until: soon(), step, checkpoint, reason: "processing" } as const;
      return random() < 0.3 ? wait : goOn;
    }
    await call(true, () => undefined);
    return goOn;
  }

  /** Processing ends once, well or not. */
  function settle() {
    const post = platform.live();
    if (post?.state === "processing") post.state = random() < 0.1 ? "failed" : "published";
    return post;
  }

  function finish(
    post: ReturnType<SimulatedPlatform["live"]>,
    checkpoint: StepContext["checkpoint"],
  ): StepOutcome {
    return { kind: "done", outcome: outcomeOf(post?.state === "published"), checkpoint };
  }

  const memory = createMemoryConnector({ platform: createMemoryPlatform() });
  const connector: Connector = {
    ...memory,
    id: "simulated",
    publishing: {
      ...memory.publishing,
      steps: Object.fromEntries(order.map((step) => [step, { effect: effects[step] ?? "read" }])),
      start: ({ deliveryId, attempt }) => ({
        step: order[0] ?? "finish",
        // A platform that forgets failed keys would be another one: each attempt has its own.
        checkpoint: save({ key: `${deliveryId}/${attempt}`, upload: null, openedAtMs: 0 }),
      }),
      run,
      async reconcile({ checkpoint }) {
        const at = readCheckpoint(checkpoint.data);
        const found = await platform.call(worker, { name: "reconcile", changes: false }, () => ({
          post: platform.live(),
          uploadLives: platform.findUpload(at.upload) !== undefined,
        }));
        if (shape.reconcile === "none") {
          return { kind: "unknown", evidence: "It cannot be asked.", recheckAt: null };
        }
        if (random() < 0.2) return { kind: "still-processing", until: soon() };
        if (random() < 0.1) return { kind: "unknown", evidence: "e", recheckAt: soon() };
        if (found.post === undefined) {
          const step = lastByte ? (found.uploadLives ? "send" : "open") : "publish";
          const settledAt =
            lastByte && at.upload !== null
              ? new Date(at.openedAtMs + uploadLifeMs + uploadSettlingMs)
              : null;
          return { kind: "not-published", step, checkpoint, settledAt };
        }
        settle();
        return { kind: "published", outcome: outcomeOf(found.post.state === "published") };
      },
      async locate({ plan, checkpoint }) {
        const { upload } = readCheckpoint(checkpoint.data);
        const held = await platform.call(worker, { name: "locate", changes: false }, () =>
          platform.findUpload(upload),
        );
        if (held === undefined) return { kind: "gone" };
        if (plan.kind !== "push-offset") return { kind: "unknown" };
        return { kind: "at", acknowledgedBytes: held.heldBytes };
      },
      authorizeTransfer: async () => ({}),
      readTransferResponse: ({ body }) => JSON.parse(body) as TransferVerdict,
      abandon: async () => "unsupported",
    },
  };
  return { connector, sender: createSender() };

  function createSender(): ByteSender {
    return {
      async send({ url, range, source }) {
        const upload = new URL(url).pathname.slice(1);
        const { sizeBytes } = source.facts;
        const request = { name: "bytes", changes: true, lingers: true };
        const verdict = await platform.call(worker, request, () =>
          receive(upload, range, sizeBytes),
        );
        return { status: 200, headers: {}, body: JSON.stringify(verdict) };
      },
      close: () => undefined,
    };
  }

  function receive(
    upload: string,
    range: { readonly offsetBytes: number; readonly lengthBytes: number },
    sizeBytes: number,
  ): TransferVerdict {
    if (random() < 0.02) platform.dropUpload(upload);
    const found = platform.findUpload(upload);
    if (found === undefined) return { kind: "gone" };
    if (random() < 0.02) return { kind: "unclear", retryAfterMs: null };
    if (transfer === "offset" && range.offsetBytes !== found.heldBytes) {
      return { kind: "out-of-step", acknowledgedBytes: found.heldBytes };
    }
    const end = range.offsetBytes + range.lengthBytes;
    found.heldBytes = Math.max(found.heldBytes, end);
    const complete = end === sizeBytes;
    const isNew = !platform.posts.some(({ key }) => key === upload);
    if (complete && lastByte && isNew) platform.post(upload);
    return { kind: "accepted", acknowledgedBytes: null, complete, receipt: end };
  }
}

function outcomeOf(published: boolean): PostOutcome {
  const remote = {
    handle: "h",
    postIds: [],
    url: null,
    visibility: { requested: null, actual: null },
  };
  if (published) return { state: "published", remote, observeAt: null };
  const error = new PlatformUnavailableError({ message: "The platform failed to process it." });
  return { state: "failed", remote, error };
}

function planFor(kind: MachineShape["transfer"], upload: string, commits: boolean): TransferPlan {
  const url = `https://upload.test/${upload}`;
  const common = {
    mediaIndex: 0,
    commit: commits ? "on-last-byte" : "never",
    expiresAt: null,
  } as const;
  const request = { url, method: "PUT", headers: {}, form: null } as const;
  switch (kind) {
    case "parts":
      return {
        kind: "push-parts",
        ...common,
        parts: [0, partBytes, 2 * partBytes].map((offsetBytes) => ({
          ...request,
          offsetBytes,
          lengthBytes: partBytes,
        })),
      };
    case "whole":
      return { kind: "push-whole", ...common, ...request };
    default:
      return {
        kind: "push-offset",
        ...common,
        url,
        method: "PUT",
        headers: {},
        partSizeBytes: partBytes,
        remainder: "short",
        boundaries: "any",
      };
  }
}
