import type { JsonObject, PostOptions } from "@upload-post/core/connector";
import type { z } from "zod";

/**
 * A strict zod schema as Standard Schema, whose complaint about an unknown key points at that key
 * (zod points at the object around it), so that callers learn which field to remove.
 */
export function standardOptionSchema(schema: z.ZodObject): PostOptions["schema"] {
  return {
    "~standard": {
      version: 1,
      vendor: "zod",
      validate(value) {
        const result = schema.safeParse(value);
        // The shapes hold JSON only, and absent options stay absent.
        if (result.success) return { value: result.data as JsonObject };
        return {
          issues: result.error.issues.flatMap((issue) =>
            issue.code === "unrecognized_keys"
              ? issue.keys.map((key) => ({
                  path: [...issue.path, key],
                  message: "There is no such option here. Remove it.",
                }))
              : [{ path: issue.path, message: issue.message }],
          ),
        };
      },
    },
  };
}
