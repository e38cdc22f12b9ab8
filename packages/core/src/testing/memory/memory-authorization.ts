import { createHash, randomBytes } from "node:crypto";
import { z } from "zod";
import { type ConnectorAuthorization, createSecret, type Json } from "../../connector";
import {
  AuthorizationRequiredError,
  isUploadPostError,
  OutcomeUnknownError,
  UnsupportedError,
} from "../../errors";
import type { MemoryClient } from "./memory-client";
import { credentialFrom, memoryScopes } from "./memory-grants";

const tokens = z.object({
  access: z.string(),
  refresh: z.string(),
  scopes: z.array(z.string()),
  expiresAt: z.iso.datetime(),
});

/** Consent with state and a verifier, rotating refresh, revocation. */
export function createMemoryAuthorization(client: MemoryClient): ConnectorAuthorization {
  return {
    registrationKey: () => null,
    async begin({ redirectUri, scopes, signal }) {
      signal.throwIfAborted();
      const unknown = scopes.filter((scope) => !memoryScopes.some((known) => known === scope));
      if (unknown.length > 0) {
        const message = `The memory platform has no scope ${unknown.join(", ")}. Ask for ${memoryScopes.join(" and ")} only.`;
        throw new UnsupportedError({ message });
      }
      const state = randomBytes(16).toString("base64url");
      const verifier = randomBytes(32).toString("base64url");
      const challenge = createHash("sha256").update(verifier).digest("base64url");
      const url = new URL("https://memory.test/authorize");
      url.search = new URLSearchParams({
        state,
        challenge,
        scope: scopes.join(" "),
        redirect_uri: redirectUri,
      }).toString();
      return {
        url: url.href,
        state: createSecret(state),
        secrets: { verifier: createSecret(verifier) },
        registration: null,
      };
    },
    async complete({ parameters, secrets, signal }) {
      signal.throwIfAborted();
      if (parameters.error !== undefined || parameters.code === undefined) {
        const message = "The owner did not agree. Nothing was connected; ask again.";
        throw new AuthorizationRequiredError({ reason: "denied", message });
      }
      const verifier = secrets.verifier?.reveal() ?? "";
      const body = { code: parameters.code, verifier };
      try {
        return credentialFrom(
          await client.call("exchange", { credential: null, body, answer: tokens, signal }),
        );
      } catch (error) {
        if (!isUploadPostError(error) || error.effect !== "possible") throw error;
        throw new OutcomeUnknownError({
          message:
            "The answer to the exchange was lost, and its code works once. Start the connection anew.",
        });
      }
    },
    async refresh({ credential, signal }) {
      const body: Record<string, Json> = {
        refreshToken: credential.secrets.refresh?.reveal() ?? "",
      };
      const answer = await client.call("refresh", {
        credential: null,
        body,
        answer: tokens,
        signal,
      });
      return credentialFrom(answer);
    },
    async revoke({ credential, signal }) {
      const body = { token: credential.secrets.access?.reveal() ?? "" };
      const answer = z.object({ revoked: z.boolean() });
      const { revoked } = await client.call("revoke", { credential: null, body, answer, signal });
      return revoked ? "revoked" : "already-gone";
    },
    async identify({ credential, signal }) {
      const answer = z.object({ id: z.string(), name: z.string() });
      const { id, name } = await client.call("identify", { credential, body: {}, answer, signal });
      return { stableId: id, displayName: name, username: null, avatarUrl: null };
    },
  };
}
