/** What one probe of a video may use up. */
export type VideoProbeLimits = {
  readonly timeoutMs: number;
  /** JavaScript heap of the worker; buffers are held down by the two limits on reading. */
  readonly heapMegabytes: number;
  readonly maxBytesPerRead: number;
  readonly maxBytesRead: number;
};

/**
 * Far above what real files need (the index of a 10 minute video has about 1 MB), far below what
 * would hurt the server.
 */
export const videoProbeLimits: VideoProbeLimits = {
  timeoutMs: 20_000,
  heapMegabytes: 256,
  maxBytesPerRead: 64 * 1024 * 1024,
  maxBytesRead: 1024 * 1024 * 1024,
};
