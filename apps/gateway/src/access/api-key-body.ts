import { z } from "@hono/zod-openapi";
import type { ApiKey } from "./api-key";
import type { KeyLimits } from "./caller";
import { scopes } from "./scope";

const nameList = z.array(z.string().min(1).max(128)).min(1).max(100);

const limitsBody = z.strictObject({
  users: nameList.optional().openapi({ description: "Only these account owners" }),
  platforms: nameList.optional().openapi({ description: "Only these platforms" }),
  posts_per_day: z.int().min(0).max(1_000_000).optional(),
  expires_at: z.iso.datetime().optional(),
});

/** `POST /v1/api-keys`. */
export const createApiKeyBody = z
  .strictObject({
    name: z.string().min(1).max(128),
    scopes: z
      .array(z.string().max(64))
      .min(1)
      .max(20)
      .openapi({ description: `Of ${scopes.join(", ")}` }),
    tenant: z
      .string()
      .min(1)
      .max(64)
      .optional()
      .openapi({ description: "Only the bootstrap key may name another tenant than its own" }),
    limits: limitsBody.optional(),
  })
  .openapi("CreateApiKey");

/** An API key in answers. */
export const apiKeySchema = z
  .object({
    id: z.string(),
    name: z.string(),
    tenant: z.string(),
    scopes: z.array(z.enum(scopes)),
    limits: z.object({
      users: z.array(z.string()).nullable(),
      platforms: z.array(z.string()).nullable(),
      posts_per_day: z.int().nullable(),
      expires_at: z.iso.datetime().nullable(),
    }),
    created_at: z.iso.datetime(),
  })
  .openapi("ApiKey");

/** An API key in the answer that creates it. */
export const newApiKeySchema = apiKeySchema
  .extend({
    key: z
      .string()
      .nullable()
      .openapi({ description: "Shown this once; null when the call is a repetition" }),
  })
  .openapi("NewApiKey");

/** The limits of a request body. */
export function readLimits(body: z.output<typeof limitsBody> | undefined): KeyLimits {
  return {
    users: body?.users ?? null,
    platforms: body?.platforms ?? null,
    postsPerDay: body?.posts_per_day ?? null,
    expiresAt: body?.expires_at === undefined ? null : new Date(body.expires_at),
  };
}

/** The wire form of an API key. */
export function toApiKeyBody(key: ApiKey): z.output<typeof apiKeySchema> {
  return {
    id: key.id,
    name: key.name,
    tenant: key.tenantId,
    scopes: [...key.scopes],
    limits: {
      users: key.limits.users === null ? null : [...key.limits.users],
      platforms: key.limits.platforms === null ? null : [...key.limits.platforms],
      posts_per_day: key.limits.postsPerDay,
      expires_at: key.limits.expiresAt?.toISOString() ?? null,
    },
    created_at: key.createdAt.toISOString(),
  };
}
