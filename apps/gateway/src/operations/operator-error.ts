/**
 * Something that only the operator can mend. The message is for people: what is wrong, with what, and
 * what to do next. It holds no secret, so the process prints it as it is.
 */
export class OperatorError extends Error {
  constructor(message: string, options: { readonly cause?: unknown } = {}) {
    super(message, options);
    this.name = "OperatorError";
  }
}
