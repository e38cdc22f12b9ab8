/**
 * What a job can be about. A job carries only the id of a row of ours; the row says what is to be done.
 *
 * - `fetch-media`: a medium with a URL to fetch.
 * - `advance-delivery`: a delivery that is due.
 * - `revoke-credential`: a disconnected connection whose platform did not confirm the revocation yet.
 */
export const jobKinds = ["fetch-media", "advance-delivery", "revoke-credential"] as const;

/** One of {@link jobKinds}. */
export type JobKind = (typeof jobKinds)[number];
