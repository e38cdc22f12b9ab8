/**
 * Why an endpoint is told nothing any more.
 *
 * - `gone`: it answered 410.
 * - `failing`: it took nothing for days.
 */
export const disabledReasons = ["gone", "failing"] as const;

/** One of {@link disabledReasons}. */
export type DisabledReason = (typeof disabledReasons)[number];
