/** The bytes are not what their beginning promises; `message` says why, for the sender. */
export class MediaUnreadableError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "MediaUnreadableError";
  }
}
