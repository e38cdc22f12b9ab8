import type { Credential } from "../connector";
import {
  AuthorizationRequiredError,
  isUploadPostError,
  PlatformContractError,
  PlatformUnavailableError,
  type UploadPostError,
} from "../errors";
import type { CredentialKey, StoredCredential } from "./credential-store";
import { persistRenewed } from "./persist-renewed";
import { isRefreshable, isUsable } from "./refresh-due";
import type { RefreshHost, RefreshLease, RefreshWish } from "./refresh-work";
import { StorageUnavailableError } from "./storage-unavailable-error";

/** The whole call to the platform; well below the life of the lease. */
export const callTimeoutMs = 20_000;

/**
 * Refreshes a credential for whoever holds the lease: journal, call, journal, store. Nothing is
 * handed out before the store has it.
 */
export async function refreshOnce(
  host: RefreshHost,
  key: CredentialKey,
  stored: StoredCredential,
  wish: RefreshWish,
  lease: RefreshLease,
): Promise<StoredCredential> {
  const found = await host.journal.pending(key);
  const pending = found?.generation === stored.generation ? found : null;
  if (pending?.renewed) return store(host, key, stored.generation, pending.renewed);

  const now = host.clock.now();
  const usable = isUsable(stored, now) && !wish.accessRefused;
  if (!isRefreshable(stored, now)) {
    if (usable) return stored;
    throw cannotRefresh(key, stored);
  }
  const { rotation } = stored.credential.refresh;
  const lostBefore = pending !== null && rotation === "single-use";
  // Sending a spent secret again may end the whole grant; as long as access lives there is no hurry.
  if (lostBefore && usable) return stored;
  if (lostBefore && (pending.answerMayComeUntil ?? now) > now) throw answerAwaited(key);

  let renewed: Credential;
  try {
    await host.journal.begin(key, stored.generation);
    if (!lease.coversACall()) throw leaseTooShort(key);
    renewed = await callPlatform(host, key, stored.credential);
  } catch (thrown) {
    return afterFailure(host, { key, stored, usable, lostBefore }, asOurs(thrown, key));
  }
  try {
    await host.journal.received(key, stored.generation, renewed);
  } catch (error) {
    // The store may still take it, and then nothing is lost.
    host.onEvent({ kind: "journal-failed", key, error });
  }
  return store(host, key, stored.generation, renewed);
}

async function callPlatform(
  host: RefreshHost,
  key: CredentialKey,
  credential: Credential,
): Promise<Credential> {
  const { authorization } = await host.connectorFor(key);
  const timeout = new AbortController();
  const answered = new AbortController();
  host.clock.delay(callTimeoutMs, answered.signal).then(
    () => timeout.abort(noAnswer(key)),
    // Answered in time.
    () => undefined,
  );
  try {
    return await authorization.refresh({ credential, signal: timeout.signal });
  } catch (error) {
    throw timeout.signal.aborted ? noAnswer(key) : error;
  } finally {
    answered.abort();
  }
}

async function store(
  host: RefreshHost,
  key: CredentialKey,
  generation: number,
  renewed: Credential,
): Promise<StoredCredential> {
  const result = await persistRenewed(host, key, generation, renewed);
  await settle(host, key);
  if (result.kind === "stored") {
    host.onEvent({ kind: "refreshed", key, generation: result.stored.generation });
    return result.stored;
  }
  const { kept } = result;
  host.onEvent({ kind: "conflict", key, keptGeneration: kept?.generation ?? null });
  if (kept === null) throw notConnected(key);
  return kept;
}

/** An entry that stays behind makes the next refresh more careful, and a later generation ends it. */
async function settle(host: RefreshHost, key: CredentialKey): Promise<void> {
  try {
    await host.journal.settle(key);
  } catch (error) {
    host.onEvent({ kind: "journal-failed", key, error });
  }
}

type FailedRefresh = {
  readonly key: CredentialKey;
  readonly stored: StoredCredential;
  readonly usable: boolean;
  readonly lostBefore: boolean;
};

async function afterFailure(
  host: RefreshHost,
  { key, stored, usable, lostBefore }: FailedRefresh,
  error: UploadPostError,
): Promise<StoredCredential> {
  if (error.code === "authorization_revoked") {
    // Another process may have spent the same secret a moment ago: then its result stands.
    const current = await host.store.read(key);
    if (current === null) throw notConnected(key);
    await settle(host, key);
    if (current.generation !== stored.generation) return current;
    const final = lostBefore ? answerLost(key, error) : error;
    host.onEvent({ kind: "revoked", key, error: final });
    throw final;
  }
  const maySpend = stored.credential.refresh.rotation === "single-use";
  const outcomeUnknown = maySpend && (lostBefore || error.effect !== "none");
  if (!outcomeUnknown) await settle(host, key);
  host.onEvent({ kind: "refresh-failed", key, error, stillUsable: usable, outcomeUnknown });
  if (usable) return stored;
  throw error;
}

function asOurs(thrown: unknown, key: CredentialKey): UploadPostError {
  if (isUploadPostError(thrown)) return thrown;
  return new PlatformContractError({
    effect: "possible",
    message: `Refreshing connection "${key.connectionId}" failed with an error that is not part of the connector's contract. Report it to the connector's maintainers.`,
    cause: thrown,
  });
}

function noAnswer(key: CredentialKey): PlatformUnavailableError {
  return new PlatformUnavailableError({
    effect: "possible",
    message: `The platform did not answer within ${callTimeoutMs / 1000} s while connection "${key.connectionId}" was refreshed. The account stays connected; it is tried again.`,
  });
}

function answerAwaited(key: CredentialKey): StorageUnavailableError {
  return new StorageUnavailableError({
    message: `Another process stopped while it refreshed connection "${key.connectionId}", and may bring the platform's answer when it is back. Nothing was sent; the account stays connected and is tried again within minutes.`,
  });
}

function leaseTooShort(key: CredentialKey): StorageUnavailableError {
  return new StorageUnavailableError({
    message: `This process stood still before it refreshed connection "${key.connectionId}", and another may have done so meanwhile. Nothing was sent; repeat.`,
  });
}

function cannotRefresh(key: CredentialKey, { credential }: StoredCredential): UploadPostError {
  const why =
    credential.refresh.mode === "none"
      ? "cannot be refreshed"
      : "is outside its time for a refresh";
  return new AuthorizationRequiredError({
    reason: "revoked",
    message: `The access of connection "${key.connectionId}" no longer works and ${why}. Ask the owner to connect the account again.`,
  });
}

function answerLost(key: CredentialKey, cause: UploadPostError): AuthorizationRequiredError {
  return new AuthorizationRequiredError({
    reason: "revoked",
    platform: cause.platform,
    message: `The platform's answer to an earlier refresh of connection "${key.connectionId}" was lost, and the token it was asked with works only once. Ask the owner to connect the account again.`,
    cause,
  });
}

/** The error for a connection without a credential. */
export function notConnected(key: CredentialKey): AuthorizationRequiredError {
  return new AuthorizationRequiredError({
    reason: "revoked",
    message: `No credential is stored for connection "${key.connectionId}". Ask the owner to connect the account.`,
  });
}
