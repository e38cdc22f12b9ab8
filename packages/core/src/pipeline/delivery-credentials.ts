import type { Credential } from "../connector";

/** A credential and the generation it was read at. */
export type HeldCredential = { readonly credential: Credential; readonly generation: number };

/**
 * The credential of the delivery's connection. `createCredentialAccess` makes one; the pipeline asks
 * before every call, since a long upload outlives an access token.
 */
export interface DeliveryCredentials {
  /**
   * A credential that is good for at least a few minutes, refreshed when it is not.
   *
   * @throws AuthorizationRequiredError when only the owner can help.
   */
  current(signal: AbortSignal): Promise<HeldCredential>;
  /** Refreshes because the platform refused `staleGeneration`; does nothing when a newer one is stored. */
  refresh(staleGeneration: number, signal: AbortSignal): Promise<HeldCredential>;
}
