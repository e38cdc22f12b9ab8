import { UploadPostError, type UploadPostErrorOptions } from "../errors";

/**
 * Why something sealed does not open.
 *
 * - `unknown_key`: it was sealed with a key that the key ring lacks; adding that key mends it.
 * - `not_authentic`: the key is there, but the content was changed, belongs to another record, or the
 *   key under that id is another one.
 * - `malformed`: it is no sealed text at all, or what it holds is no credential of a known version.
 * - `missing`: the pointer names content that is not in the storage.
 */
export type CredentialUnreadableReason = "unknown_key" | "not_authentic" | "malformed" | "missing";

/**
 * Something sealed is there, but cannot be read.
 *
 * This is never "not connected": nothing was deleted and nobody has to consent again. An operator
 * restores the key or the storage. The message tells the key id, never the content.
 */
export class CredentialUnreadableError extends UploadPostError {
  readonly reason: CredentialUnreadableReason;
  /** The id of the key it was sealed with; `null` when that cannot be told. */
  readonly keyId: string | null;

  constructor(
    options: UploadPostErrorOptions & {
      readonly reason: CredentialUnreadableReason;
      readonly keyId: string | null;
    },
  ) {
    super("credential_unreadable", false, options);
    this.reason = options.reason;
    this.keyId = options.keyId;
  }
}
