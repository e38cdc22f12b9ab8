import type { UploadTicket } from "./checkpoint-data";

const minuteMs = 60_000;

/** DP, MT: an upload address lives for an hour; the upload must end within it. */
const lifeMs = 60 * minuteMs;

/** With less left than this a transfer is not begun or continued. */
const leastUsefulMs = 5 * minuteMs;

/** So long after its end nothing sent to the address can still be on its way into the status. */
const settlingMs = 10 * minuteMs;

/** When the address dies. */
export function expiryOf({ issuedAt }: UploadTicket): Date {
  return new Date(Date.parse(issuedAt) + lifeMs);
}

/** Whether it still makes sense to send bytes there. */
export function isUseful(ticket: UploadTicket, now: Date): boolean {
  return now.getTime() < expiryOf(ticket).getTime() - leastUsefulMs;
}

/** From when on a missing byte proves that nothing will ever appear by this address. */
export function settledAt(ticket: UploadTicket): Date {
  return new Date(expiryOf(ticket).getTime() + settlingMs);
}

/** Whether that moment has come. */
export function isSettled(ticket: UploadTicket, now: Date): boolean {
  return now.getTime() >= settledAt(ticket).getTime();
}
