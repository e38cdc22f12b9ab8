import type {
  Connector,
  Credential,
  Json,
  TransferLocation,
  TransferPlan,
  TransferVerdict,
} from "../src/connector";
import { createBytesMediaSource } from "../src/media";
import type { PushPlan } from "../src/transfer";
import {
  type ByteRequest,
  type ByteSender,
  beginProgress,
  type TransferEnd,
  type TransferProgress,
  transferMedia,
} from "../src/transfer";
import { pseudoRandomBytes } from "./pseudo-random-bytes";

/** What the platform does with one request: its verdict, or a failure of the connection. */
export type Answer = (request: ByteRequest & { readonly body: Uint8Array }) => TransferVerdict;

/** Something that happened, in order. */
export type BenchEvent =
  | { readonly kind: "save" | "arm"; readonly progress: TransferProgress }
  | { readonly kind: "send"; readonly request: ByteRequest; readonly body: Uint8Array }
  | { readonly kind: "locate" }
  | { readonly kind: "refresh" }
  | { readonly kind: "authorize"; readonly challenge: Json };

const credential: Credential = {
  secrets: {},
  facts: {},
  expiresAt: null,
  grantedScopes: [],
  refresh: { mode: "none", notBefore: null, deadline: null, rotation: "none" },
};

/** Runs one transfer against a platform that is a function. */
export async function runTransferBench(bench: {
  readonly plan: PushPlan;
  readonly sizeBytes: number;
  readonly answer: Answer;
  readonly locate?: () => TransferLocation;
  readonly progress?: Partial<TransferProgress>;
  readonly signal?: AbortSignal;
  readonly now?: Date;
  readonly persist?: (event: BenchEvent) => void;
  readonly readTransferResponse?: Connector["publishing"]["readTransferResponse"];
  readonly authorizeTransfer?: Connector["publishing"]["authorizeTransfer"];
}): Promise<{
  readonly end: TransferEnd;
  readonly events: readonly BenchEvent[];
  readonly sent: readonly (readonly [offsetBytes: number, lengthBytes: number])[];
  readonly media: Buffer;
}> {
  const media = pseudoRandomBytes(bench.sizeBytes);
  const events: BenchEvent[] = [];
  const sent: [number, number][] = [];
  let verdict: TransferVerdict = { kind: "gone" };
  const sender: ByteSender = {
    async send(request) {
      const { offsetBytes, lengthBytes } = request.range;
      const body = media.subarray(offsetBytes, offsetBytes + lengthBytes);
      events.push({ kind: "send", request, body });
      sent.push([offsetBytes, lengthBytes]);
      verdict = bench.answer({ ...request, body });
      request.onBytesSent(lengthBytes);
      return { status: 200, headers: {}, body: "" };
    },
    close: () => undefined,
  };
  const record = async (event: BenchEvent) => {
    bench.persist?.(event);
    events.push(event);
  };
  const publishing: Connector["publishing"] = {
    steps: {},
    start: unused,
    run: unused,
    reconcile: unused,
    locate: unused,
    abandon: unused,
    observe: unused,
    async authorizeTransfer(request) {
      events.push({ kind: "authorize", challenge: request.challenge });
      return (await bench.authorizeTransfer?.(request)) ?? { authorization: "Bearer test" };
    },
    readTransferResponse: bench.readTransferResponse ?? (() => verdict),
  };
  const { plan } = bench;
  const end = await transferMedia({
    plan,
    progress: { ...beginProgress(plan), ...bench.progress },
    media: [createBytesMediaSource({ bytes: media, type: "video/mp4" })],
    publishing,
    sender,
    credential: async () => credential,
    refresh: () => record({ kind: "refresh" }),
    async locate() {
      await record({ kind: "locate" });
      return bench.locate?.() ?? { kind: "unknown" };
    },
    save: (progress) => record({ kind: "save", progress }),
    arm: (progress) => record({ kind: "arm", progress }),
    now: () => bench.now ?? new Date(0),
    signal: bench.signal ?? new AbortController().signal,
    onProgress: () => undefined,
  });
  return { end, events, sent, media };
}

function unused(): never {
  throw new Error("a transfer does not call this");
}

/** An accepted part. */
export function accepted(
  acknowledgedBytes: number | null = null,
  receipt: Json = null,
): TransferVerdict {
  return { kind: "accepted", acknowledgedBytes, complete: false, receipt };
}

/** A sequential plan; what a test is about it overrides. */
export function offsetPlan(
  overrides: Partial<Extract<TransferPlan, { kind: "push-offset" }>> = {},
): Extract<TransferPlan, { kind: "push-offset" }> {
  return {
    kind: "push-offset",
    mediaIndex: 0,
    url: "http://127.0.0.1:9/upload",
    method: "PUT",
    headers: { "content-range": "bytes {first}-{last}/{total}" },
    partSizeBytes: 10,
    remainder: "short",
    boundaries: "fixed",
    commit: "never",
    expiresAt: null,
    ...overrides,
  };
}
