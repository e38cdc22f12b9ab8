import type { RequestEffect } from "./fault";

/** How an answer travels. */
export interface Transport {
  /** `all`: not a byte leaves; `half`: cut in the middle; `after`: reset behind a whole answer. */
  readonly cut: "none" | "all" | "half" | "after";
  readonly delayMs: number;
  readonly bytesPerSecond: number | null;
}

/** An answer that travels as it should. */
export const plainTransport: Transport = { cut: "none", delayMs: 0, bytesPerSecond: null };

/** How the answer of a request under this effect travels. */
export function transportOf(effect: RequestEffect | null): Transport {
  switch (effect?.kind) {
    case "drop":
      return { ...plainTransport, cut: effect.when === "mid" ? "half" : "all" };
    case "answer-then-drop":
      return { ...plainTransport, cut: "after" };
    case "delay":
      return effect.when === "after" ? { ...plainTransport, delayMs: effect.ms } : plainTransport;
    case "slow":
      return { ...plainTransport, bytesPerSecond: effect.bytesPerSecond };
    default:
      return plainTransport;
  }
}
