import { ApiError } from "../http/api-error";
import type { Connection } from "./connection";

/**
 * Refuses a connection that cannot be used now, and says what to do about it.
 *
 * @param neededScopes in the platform's names; those that the owner has not granted stand in the error
 * @throws ApiError `connection_not_active`, `reauthorization_required` or `scope_missing`, with `next_action`.
 */
export function requireActiveConnection(
  connection: Connection,
  neededScopes: readonly string[] = [],
): void {
  const { id, platform, status, user } = connection;
  if (status === "reauthorization_required") throw reauthorizationRequired(connection);
  if (status === "pending") {
    throw new ApiError("connection_not_active", {
      detail: `The owner of connection ${id} has not finished connecting it. Wait, or make a new link with POST /v1/connections/${id}/reauthorize.`,
      nextAction: { type: "wait_for_owner", connection: id },
    });
  }
  if (status === "failed") {
    throw new ApiError("connection_not_active", {
      detail: `Connection ${id} was never finished. Make a new link for its owner with POST /v1/connections/${id}/reauthorize.`,
      nextAction: { type: "reauthorize", connection: id },
    });
  }
  if (status === "disconnected") {
    throw new ApiError("connection_not_active", {
      detail: `Connection ${id} was ended. Make a new one with POST /v1/connections.`,
      nextAction: { type: "create_connection", platform, user },
    });
  }
  const missing = neededScopes.filter((scope) => !connection.grantedScopes.includes(scope));
  if (missing.length === 0) return;
  throw new ApiError("scope_missing", {
    detail: `The owner of connection ${id} has not granted ${missing.join(", ")}. Ask for it with POST /v1/connections/${id}/reauthorize.`,
    nextAction: { type: "reauthorize", connection: id, scopes: missing },
  });
}

/** The refusal for a connection whose owner must consent again. */
export function reauthorizationRequired({ id }: Pick<Connection, "id">, cause?: unknown): ApiError {
  return new ApiError("reauthorization_required", {
    detail: `The owner of connection ${id} must authorise it again. Make a link with POST /v1/connections/${id}/reauthorize.`,
    nextAction: { type: "reauthorize", connection: id },
    cause,
  });
}
