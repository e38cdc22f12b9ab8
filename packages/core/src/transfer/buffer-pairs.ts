const bufferBytes = 1024 * 1024;

/** Two buffers: one is on its way to the socket while the other is filled from disk. */
export type BufferPair = readonly [Uint8Array, Uint8Array];

/** A pool, so that a transfer of hundreds of parts allocates twice and not hundreds of times. */
export type BufferPairs = { take(): BufferPair; give(pair: BufferPair): void };

/** Makes a pool that keeps at most `maxIdle` pairs. */
export function createBufferPairs(maxIdle = 4): BufferPairs {
  const idle: BufferPair[] = [];
  return {
    take: () =>
      idle.pop() ?? [Buffer.allocUnsafeSlow(bufferBytes), Buffer.allocUnsafeSlow(bufferBytes)],
    give(pair) {
      if (idle.length < maxIdle) idle.push(pair);
    },
  };
}
