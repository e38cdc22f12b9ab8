import type { DeliveryCredentials } from "@upload-post/core";
import type { Connector, Credential } from "@upload-post/core/connector";

/** The credential of one connection in memory, refreshed when its time is near. */
export type CredentialHolder = DeliveryCredentials & {
  readonly connector: Connector;
  /** The newest credential. */
  readonly credential: Credential;
  readonly generation: number;
};

/** Keeps a credential; no lock, since these tests have one worker. */
export function createHolder(
  connector: Connector,
  credential: Credential,
  now: () => Date,
): CredentialHolder {
  const held = { credential, generation: 1 };
  const refresh = async (signal: AbortSignal) => {
    held.credential = await connector.authorization.refresh({
      credential: held.credential,
      signal,
    });
    held.generation += 1;
  };
  return {
    connector,
    get credential() {
      return held.credential;
    },
    get generation() {
      return held.generation;
    },
    async current(signal) {
      const { expiresAt } = held.credential;
      if (expiresAt !== null && expiresAt.getTime() - now().getTime() < 60_000) {
        await refresh(signal);
      }
      return { ...held };
    },
    async refresh(staleGeneration, signal) {
      if (held.generation === staleGeneration) await refresh(signal);
      return { ...held };
    },
  };
}
