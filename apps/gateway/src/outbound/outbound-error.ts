/**
 * Why a call to an address from outside failed.
 *
 * - `address_refused`: the address, or one it leads to, is not a public one; nothing was sent to it.
 * - `too_many_redirects`, `bad_redirect`: it leads nowhere.
 * - `unreachable`: no connection, or it broke.
 * - `too_slow`: no connection or no bytes in time.
 * - `too_large`: more bytes than were asked for at most.
 * - `encoded`: the body is compressed although it was asked not to be.
 */
export type OutboundFailure =
  | "address_refused"
  | "too_many_redirects"
  | "bad_redirect"
  | "unreachable"
  | "too_slow"
  | "too_large"
  | "encoded";

/**
 * A failed call to an address from outside. The message is for the person who gave the address: it says
 * neither what the address resolves to nor anything that the other side sent.
 */
export class OutboundError extends Error {
  readonly failure: OutboundFailure;

  constructor(failure: OutboundFailure, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "OutboundError";
    this.failure = failure;
  }
}

/** The refusal of an address, whatever the reason: which one it is would tell a prober about our network. */
export function addressRefused(message: string): OutboundError {
  return new OutboundError("address_refused", message);
}
