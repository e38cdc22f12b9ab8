import type { MediaSource } from "../../connector";
import { OperatorMisconfiguredError } from "../../errors";
import type { MediaLeases } from "../../pipeline";

/** Leases whose addresses can be fetched by the memory platform. */
export type MemoryMediaLeases = MediaLeases & {
  /** What the platform's side does with an address; rejects for unknown and released ones. */
  fetch(url: string): Promise<Uint8Array>;
  /** Addresses that are open now. */
  open(): readonly string[];
};

/** Grants addresses for `sources` and serves their bytes, without any network. */
export function createMemoryMediaLeases(sources: readonly MediaSource[]): MemoryMediaLeases {
  const granted = new Map<string, { readonly deliveryId: string; readonly source: MediaSource }>();

  return {
    async grant({ deliveryId, media }) {
      return media.map(({ mediaIndex, facts }) => {
        const source = sources.find((candidate) => candidate.facts.sha256 === facts.sha256);
        if (source === undefined) {
          throw new OperatorMisconfiguredError({
            message: `Media ${mediaIndex} was not given to createMemoryMediaLeases. Add its source.`,
          });
        }
        const url = `https://media.memory.test/${deliveryId}/${mediaIndex}`;
        granted.set(url, { deliveryId, source });
        return { mediaIndex, url };
      });
    },
    async release(deliveryId) {
      for (const [url, lease] of granted) {
        if (lease.deliveryId === deliveryId) granted.delete(url);
      }
    },
    async fetch(url) {
      const lease = granted.get(url);
      if (lease === undefined) throw new Error("Nothing is leased under this address.");
      return readAll(lease.source);
    },
    open: () => [...granted.keys()],
  };
}

async function readAll(source: MediaSource): Promise<Uint8Array> {
  const { sizeBytes } = source.facts;
  const range = { offsetBytes: 0, lengthBytes: sizeBytes };
  const reader = await source.open(range, new AbortController().signal);
  const bytes = new Uint8Array(sizeBytes);
  let filled = 0;
  try {
    for (;;) {
      const lengthBytes = await reader.read(bytes.subarray(filled));
      if (lengthBytes === 0) return bytes.subarray(0, filled);
      filled += lengthBytes;
    }
  } finally {
    await reader.close();
  }
}
