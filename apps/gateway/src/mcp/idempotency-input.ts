import { idempotencyHeader } from "../http/idempotency-header";

/** What the `Idempotency-Key` header is over HTTP; keys of both are the same keys. */
export const idempotencyKeyInput = idempotencyHeader.headers.shape["idempotency-key"].describe(
  "Choose one for each thing you want made. Repeating a call with the same key and arguments within 24 hours answers with the thing of the first call instead of making another.",
);
