/**
 * Gives up waiting for shared work when the caller's signal is aborted; the work itself goes on.
 *
 * @throws the signal's reason.
 */
export async function abortable<T>(shared: Promise<T>, signal: AbortSignal): Promise<T> {
  const over = new AbortController();
  const aborted = new Promise<never>((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener("abort", () => reject(signal.reason), { signal: over.signal });
  });
  try {
    return await Promise.race([shared, aborted]);
  } finally {
    over.abort();
  }
}
