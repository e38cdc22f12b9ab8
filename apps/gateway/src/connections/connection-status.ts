/**
 * Where a connection stands.
 *
 * - `pending`: the owner has a link and has not finished.
 * - `active`: the account can be used.
 * - `reauthorization_required`: the platform proved that the grant is gone; the owner must consent again.
 * - `disconnected`: ended for good; a new connection is needed.
 * - `failed`: the first consent came to nothing; `last_error` says why. A new link may be asked for.
 */
export const connectionStatuses = [
  "pending",
  "active",
  "reauthorization_required",
  "disconnected",
  "failed",
] as const;

/** One of {@link connectionStatuses}. */
export type ConnectionStatus = (typeof connectionStatuses)[number];
