import type { Connector, Credential, MediaSource, PostDraft } from "../src/connector";
import { createBytesMediaSource } from "../src/media";
import {
  type CancelResult,
  createPipeline,
  createUnlimitedPlatformLimits,
  type DeliveryEvent,
  type DeliveryResult,
  type DeliveryState,
  type DeliveryWork,
} from "../src/pipeline";
import type { ByteSender } from "../src/transfer";
import { pseudoRandomBytes } from "./pseudo-random-bytes";

/** A credential without secrets. */
export const plainCredential: Credential = {
  secrets: {},
  facts: {},
  expiresAt: null,
  grantedScopes: [],
  refresh: { mode: "token", notBefore: null, deadline: null, rotation: "replace" },
};

/** A sender for deliveries that move no bytes. */
const noSender: ByteSender = {
  async send() {
    throw new Error("this delivery moves no bytes");
  },
  close: () => undefined,
};

/** A video of a few bytes. */
export function smallVideo(sizeBytes = 30): MediaSource {
  return createBytesMediaSource({ bytes: pseudoRandomBytes(sizeBytes), type: "video/mp4" });
}

/** A draft of these media; what a test is about it overrides. */
export function draftOf(
  media: readonly MediaSource[],
  overrides: Partial<PostDraft> = {},
): PostDraft {
  return {
    mode: "publish",
    media: media.map(({ facts }) => facts),
    title: null,
    text: "hello",
    options: {},
    ...overrides,
  };
}

/**
 * A host with one delivery, a clock that only moves when told to, and a store that keeps what JSON keeps.
 */
export type DeliveryHost = {
  /** One run from what was persisted last. */
  run(overrides?: Partial<DeliveryWork>): Promise<DeliveryResult>;
  /** Runs, jumping to the end of every wait, until the delivery has ended. */
  runToEnd(): Promise<DeliveryResult>;
  cancel(overrides?: Partial<DeliveryWork>): Promise<CancelResult>;
  readonly clock: { now: Date; advanceMs(durationMs: number): void };
  /** What would survive a crash now. */
  readonly store: { state: DeliveryState | null; readonly history: DeliveryState[] };
  readonly events: DeliveryEvent[];
  /** Deliveries whose addresses were released, in order. */
  readonly released: string[];
  readonly granted: number[][];
  /** Waits that were imposed, in order. */
  readonly waits: { readonly reason: string; readonly durationMs: number }[];
  /** How often a refresh was asked for. */
  readonly refreshes: () => number;
};

/** Makes a host for one delivery. */
export function createDeliveryHost(options: {
  readonly connector: Connector;
  readonly media?: readonly MediaSource[];
  readonly draft?: Partial<PostDraft>;
  readonly sender?: ByteSender;
  readonly credential?: Credential;
  readonly random?: () => number;
}): DeliveryHost {
  const media = options.media ?? [smallVideo()];
  const draft = draftOf(media, options.draft);
  const clock = {
    now: new Date("2026-11-01T00:00:00Z"),
    advanceMs(durationMs: number) {
      clock.now = new Date(clock.now.getTime() + durationMs);
    },
  };
  const store: { state: DeliveryState | null; history: DeliveryState[] } = {
    state: null,
    history: [],
  };
  const events: DeliveryEvent[] = [];
  const released: string[] = [];
  const granted: number[][] = [];
  const waits: { reason: string; durationMs: number }[] = [];
  let generation = 1;
  let refreshes = 0;
  const credential = options.credential ?? plainCredential;
  const held = () => ({ credential, generation });
  const pipeline = createPipeline({
    sender: options.sender ?? noSender,
    now: () => clock.now,
    random: options.random ?? (() => 0.5),
  });
  const work = (overrides: Partial<DeliveryWork>): DeliveryWork => ({
    deliveryId: "delivery-1",
    accountId: "account-1",
    connector: options.connector,
    draft,
    media,
    state: store.state,
    credentials: {
      current: async () => held(),
      async refresh() {
        refreshes += 1;
        generation += 1;
        return held();
      },
    },
    limits: createUnlimitedPlatformLimits(),
    leases: {
      async grant({ media: asked }) {
        granted.push(asked.map(({ mediaIndex }) => mediaIndex));
        return asked.map(({ mediaIndex }) => ({
          mediaIndex,
          url: `https://media.test/${mediaIndex}`,
        }));
      },
      async release(deliveryId) {
        released.push(deliveryId);
      },
    },
    async persist(state) {
      store.state = JSON.parse(JSON.stringify(state));
      if (store.state !== null) store.history.push(store.state);
    },
    signal: new AbortController().signal,
    onEvent: (event) => events.push(event),
    ...overrides,
  });

  const host: DeliveryHost = {
    async run(overrides = {}) {
      const result = await pipeline.run(work(overrides));
      if (result.kind === "waiting") {
        waits.push({
          reason: result.reason,
          durationMs: result.until.getTime() - clock.now.getTime(),
        });
      }
      return result;
    },
    async runToEnd() {
      for (let runs = 0; runs < 5_000; runs += 1) {
        const result = await host.run();
        if (result.kind !== "waiting") return result;
        clock.now = result.until;
      }
      throw new Error("the delivery did not end within 5,000 runs");
    },
    cancel: (overrides = {}) => pipeline.cancel(work(overrides)),
    clock,
    store,
    events,
    released,
    granted,
    waits,
    refreshes: () => refreshes,
  };
  return host;
}
