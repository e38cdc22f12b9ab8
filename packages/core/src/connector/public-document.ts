/** Where the host is reached from outside. */
export type PublicAddress = {
  /** Scheme, host and port, without a trailing slash. */
  readonly origin: string;
  /** Path under which leased media stand, beginning and ending with a slash. */
  readonly mediaPrefix: string;
};

/**
 * A document that the platform fetches from the host: client metadata, a proof that the operator
 * owns the media prefix. Never a secret.
 */
export type PublicDocument = {
  /** Absolute path on the host. */
  readonly path: string;
  readonly contentType: string;
  readonly body: string;
};
