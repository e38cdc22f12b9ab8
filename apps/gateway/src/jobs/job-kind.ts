/**
 * What a job can be about. A job carries only the id of a row of ours; the row says what is to be done.
 *
 * - `fetch-media`: a medium with a URL to fetch.
 * - `advance-delivery`: a delivery that is due.
 * - `revoke-credential`: a disconnected connection whose platform did not confirm the revocation yet.
 * - `follow-platform-webhook`: something that a platform told us and that nobody has asked about yet.
 */
export const jobKinds = [
  "fetch-media",
  "advance-delivery",
  "revoke-credential",
  "follow-platform-webhook",
] as const;

/** One of {@link jobKinds}. */
export type JobKind = (typeof jobKinds)[number];
