/** Who an account is at the platform. */
export type AccountIdentity = {
  /** The platform's stable id of the account: what connections are bound to. Never a handle. */
  readonly stableId: string;
  readonly displayName: string | null;
  /** The handle without `@`; for showing only, it can change. */
  readonly username: string | null;
  /** Picture for showing; may expire within hours. */
  readonly avatarUrl: string | null;
};
