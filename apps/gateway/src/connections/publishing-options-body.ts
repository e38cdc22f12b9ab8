import { z } from "@hono/zod-openapi";
import type { DeliveryMode, JsonObject, TextRule } from "@upload-post/core/connector";
import { toApiError, toProblem } from "../http/error-response";
import { problemSchema } from "../http/problem";
import type { PublishingOptions } from "./publishing-options";

const jsonSchema = z.record(z.string(), z.unknown()).nullable();

const textLimits = z.object({
  treatment: z
    .enum(["sent", "ignored", "none"])
    .openapi({ description: "`ignored`: taken with a warning; `none`: there is no such field" }),
  limits: z
    .array(z.object({ max_length: z.int(), unit: z.string() }))
    .openapi({ description: "All of them apply" }),
});

const modeText = z.object({ title: textLimits, text: textLimits });

/** `GET /v1/connections/{id}/publishing-options`. */
export const publishingOptionsSchema = z
  .object({
    platform: z.string(),
    account: z.object({
      id: z.string(),
      display_name: z.string().nullable(),
      username: z.string().nullable(),
      avatar_url: z.string().nullable(),
    }),
    media: z.enum(["video", "image"]).openapi({ description: "What the schemas are for" }),
    modes: z.array(z.enum(["publish", "draft"])),
    options_schema: z.object({ publish: jsonSchema, draft: jsonSchema }).openapi({
      description: "JSON Schema of `options` by mode; null for one that is not granted",
    }),
    limits: z.object({
      max_video_duration_s: z.number().nullable(),
      text: z.object({ publish: modeText, draft: modeText }),
    }),
    remaining: z.record(z.string(), z.number().nullable()),
    blocked_by: problemSchema
      .omit({ request_id: true })
      .nullable()
      .openapi({ description: "Why the account cannot post at the moment" }),
    valid_until: z.iso.datetime(),
  })
  .openapi("PublishingOptions");

/** The wire form. */
export function toPublishingOptionsBody(
  found: PublishingOptions,
): z.output<typeof publishingOptionsSchema> {
  const { connection, description, media, schemas } = found;
  const { account } = description;
  return {
    platform: connection.platform,
    account: {
      id: connection.account?.id ?? "",
      display_name: account.displayName,
      username: account.username,
      avatar_url: account.avatarUrl,
    },
    media,
    modes: [...found.modes],
    options_schema: { publish: copy(schemas.publish), draft: copy(schemas.draft) },
    limits: {
      max_video_duration_s: description.maxVideoDurationSeconds,
      text: { publish: textOf(found, "publish"), draft: textOf(found, "draft") },
    },
    remaining: { ...found.remaining },
    blocked_by:
      description.blockedBy === null ? null : toProblem(toApiError(description.blockedBy)),
    valid_until: description.validUntil.toISOString(),
  };
}

function copy(schema: JsonObject | null): Record<string, unknown> | null {
  return schema === null ? null : { ...schema };
}

function textOf({ connector, media }: PublishingOptions, mode: DeliveryMode) {
  const rules = connector.capabilities.text.filter(
    (rule) => rule.mode === mode && rule.media === media,
  );
  return { title: fieldOf(rules, "title"), text: fieldOf(rules, "text") };
}

function fieldOf(rules: readonly TextRule[], field: TextRule["field"]) {
  const ofField = rules.filter((rule) => rule.field === field);
  return {
    treatment: ofField[0]?.treatment ?? ("none" as const),
    limits: ofField.flatMap(({ maxLength, unit }) =>
      maxLength === null ? [] : [{ max_length: maxLength, unit }],
    ),
  };
}
