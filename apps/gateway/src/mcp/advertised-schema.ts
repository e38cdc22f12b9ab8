import { getOpenApiMetadata } from "@asteasolutions/zod-to-openapi";
import { z } from "@hono/zod-openapi";
import type { StandardSchemaWithJSON } from "@modelcontextprotocol/server";

/**
 * A schema that tells the agent what is taken, and takes everything: what does not fit is refused by the
 * tool itself, as a problem document like the API's instead of the SDK's line of text.
 */
export function advertisedSchema(
  schema: z.ZodObject,
  io: "input" | "output",
): StandardSchemaWithJSON<unknown, unknown> {
  const json = toJsonSchema(schema, io);
  return {
    "~standard": {
      version: 1,
      vendor: "upload-post",
      validate: (value) => ({ value }),
      jsonSchema: { input: () => json, output: () => json },
    },
  };
}

/** JSON Schema 2020-12, with the descriptions that the API's documentation has. */
export function toJsonSchema(schema: z.ZodObject, io: "input" | "output"): Record<string, unknown> {
  return z.toJSONSchema(schema, {
    io,
    override: ({ zodSchema, jsonSchema }) => {
      const { description } = zodSchema instanceof z.ZodType ? getOpenApiMetadata(zodSchema) : {};
      if (description !== undefined) jsonSchema.description = description;
      // The format says it; the pattern of leap years costs an agent more than it tells.
      if (jsonSchema.format === "date-time") delete jsonSchema.pattern;
    },
  });
}
