import type { VideoFacts } from "@upload-post/core/connector";

/** What the worker is told when it starts. */
export type VideoProbeOrder = { readonly sizeBytes: number };

/** What the worker says: it wants bytes, or it is done. */
export type VideoProbeMessage =
  | { readonly kind: "started" }
  | { readonly kind: "read"; readonly id: number; readonly start: number; readonly end: number }
  | { readonly kind: "facts"; readonly facts: VideoFacts }
  | { readonly kind: "no-picture" }
  | { readonly kind: "unreadable" };

/** The bytes that the worker asked for; `null`: it asked for too much. */
export type VideoProbeBytes = {
  readonly id: number;
  readonly bytes: Uint8Array<ArrayBuffer> | null;
};
