/**
 * What PostgreSQL says when it goes down, is not up yet, or takes no more connections (appendix A of its
 * manual: class 08, 57P01 to 57P05, 53300), and what the network says when nobody is there.
 */
const codes =
  /^(08\w{3}|57P0[1-5]|53300|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)$/;

/** The driver's own words for a lost connection; it gives them no code (pg 8). */
const driverMessages: ReadonlySet<string> = new Set([
  "Connection terminated",
  "Connection terminated unexpectedly",
  "Connection terminated due to connection timeout",
  "Client has encountered a connection error and is not queryable",
  "timeout exceeded when trying to connect",
]);

/** Whether a query failed because the database cannot be reached now, so that the same may work later. */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ("code" in error && typeof error.code === "string") return codes.test(error.code);
  return driverMessages.has(error.message);
}
