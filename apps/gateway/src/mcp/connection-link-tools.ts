import { z } from "@hono/zod-openapi";
import type { Caller } from "../access/caller";
import {
  createConnectionBody,
  linkedConnectionSchema,
  toLinkedConnectionBody,
} from "../connections/connection-body";
import type { ConnectionDependencies } from "../connections/connection-dependencies";
import { createConnection, type LinkedConnection } from "../connections/create-connection";
import { findLinkedConnection } from "../connections/find-linked-connection";
import { reauthorizeConnection } from "../connections/reauthorize-connection";
import { createOnce, type RecordCreation } from "../idempotency/create-once";
import { connectionIdInput } from "./connection-id-input";
import { idempotencyKeyInput } from "./idempotency-input";
import { defineTool, type Tool } from "./tool";
import { makes } from "./tool-hints";

/** The tools that make links for account owners. */
export function connectionLinkTools(dependencies: ConnectionDependencies): readonly Tool[] {
  return [connectTool(dependencies), reauthorizeTool(dependencies)];
}

function connectTool(dependencies: ConnectionDependencies) {
  return defineTool({
    name: "connect_account",
    title: "Connect an account",
    description:
      "Makes a one-time link on which the account's owner authorises this gateway to post to their account. Give authorization_url to the owner and to nobody else, never open it yourself, and ask get_connection until status is active. The link ends at expires_at; then call this again.",
    scope: "connections",
    input: createConnectionBody.extend({ idempotency_key: idempotencyKeyInput }),
    output: linkedConnectionSchema,
    hints: makes,
    run: (caller, { idempotency_key: key, ...body }) => {
      const input = {
        platform: body.platform,
        user: body.user,
        scopes: body.scopes ?? null,
        returnUrl: body.return_url ?? null,
        inputs: body.inputs ?? {},
      };
      const call = { route: "POST /v1/connections", key, content: body };
      return linkOnce(dependencies, caller, call, (record) =>
        createConnection(dependencies, caller, input, record),
      );
    },
  });
}

function reauthorizeTool(dependencies: ConnectionDependencies) {
  return defineTool({
    name: "reauthorize_account",
    title: "Ask an owner to authorise again",
    description:
      'Makes a new one-time link for the owner of a connection that exists: when its status is reauthorization_required, when a scope is missing, or when the first link has expired. The connection keeps its id. Give authorization_url to the owner and ask get_connection until status is active. A connection that is "disconnected" cannot come back; use connect_account.',
    scope: "connections",
    input: z.strictObject({
      connection_id: connectionIdInput,
      idempotency_key: idempotencyKeyInput,
    }),
    output: linkedConnectionSchema,
    hints: makes,
    run: (caller, { connection_id: id, idempotency_key: key }) => {
      const call = { route: "POST /v1/connections/{id}/reauthorize", key, content: { id } };
      return linkOnce(dependencies, caller, call, (record) =>
        reauthorizeConnection(dependencies, caller, id, record),
      );
    },
  });
}

/** `route` is the one of the same use case over HTTP, so that a key means the same on both. */
async function linkOnce(
  dependencies: ConnectionDependencies,
  caller: Caller,
  call: { readonly route: string; readonly key: string | undefined; readonly content: unknown },
  create: (record: RecordCreation) => Promise<LinkedConnection>,
) {
  const created = await createOnce(dependencies, { tenantId: caller.tenantId, ...call }, create);
  return toLinkedConnectionBody(
    created.replayed
      ? await findLinkedConnection(dependencies, caller, created.resourceId)
      : created.result,
  );
}
