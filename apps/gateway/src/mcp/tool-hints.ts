import type { Tool } from "./tool";

/** Looks at what the gateway knows. */
export const looksHere: Tool["hints"] = {
  readOnlyHint: true,
  destructiveHint: false,
  idempotentHint: true,
  openWorldHint: false,
};

/** Asks the platform and changes nothing. */
export const asksPlatform: Tool["hints"] = { ...looksHere, openWorldHint: true };

/** Makes something new with every call, unless the call carries an idempotency key. */
export const makes: Tool["hints"] = {
  readOnlyHint: false,
  destructiveHint: false,
  idempotentHint: false,
  openWorldHint: true,
};

/** Ends something; a second call finds it ended. */
export const ends: Tool["hints"] = {
  readOnlyHint: false,
  destructiveHint: true,
  idempotentHint: true,
  openWorldHint: true,
};
