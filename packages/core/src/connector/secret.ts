/**
 * A value that must not be printed: a token, a verifier, a client secret.
 *
 * Every way of turning it into text gives `[secret]`; only {@link Secret.reveal} gives the value, at
 * the place where it goes on the wire.
 */
export interface Secret {
  /** The value itself. Call it as late as possible and keep the result in no variable that lives on. */
  reveal(): string;
  toString(): string;
  toJSON(): string;
}

const printed = "[secret]";

/** Wraps `value` so that logs, JSON, templates and inspections print `[secret]`. */
export function createSecret(value: string): Secret {
  const secret = {
    reveal: () => value,
    toString: () => printed,
    toJSON: () => printed,
    [Symbol.for("nodejs.util.inspect.custom")]: () => printed,
  };
  return Object.freeze(secret);
}
