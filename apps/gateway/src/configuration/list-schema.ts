import { z } from "zod";

/** Parses a comma separated list, each entry by `schema`; absent means `fallback`. */
export function listSchema<Value>(schema: z.ZodType<Value, string>, fallback = "") {
  return z
    .string()
    .default(fallback)
    .transform((text, context): readonly Value[] => {
      const values: Value[] = [];
      for (const entry of text.split(",").map((part) => part.trim())) {
        if (entry === "") continue;
        const parsed = schema.safeParse(entry);
        if (parsed.success) values.push(parsed.data);
        for (const issue of parsed.error?.issues ?? []) {
          context.addIssue({ code: "custom", message: `the entry "${entry}" ${issue.message}` });
        }
      }
      return values;
    });
}

/** A `host:port` pair; an IPv6 host stands in brackets. */
export const hostAndPortSchema = z
  .string()
  .regex(/^(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9.-]+):([1-9]\d{0,4})$/, {
    message: "is not host:port; write it like media.example.com:443 or 127.0.0.1:9000",
    abort: true,
  })
  .refine((text) => Number(text.slice(text.lastIndexOf(":") + 1)) <= 65_535, {
    message: "has a port above 65535",
  })
  .transform((text) => text.toLowerCase());

/** An absolute http(s) URL prefix that a `return_url` may start with, normalised. */
export const returnUrlSchema = z.string().transform((text, context) => {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isPrefix =
    url !== null &&
    (url.protocol === "https:" || url.protocol === "http:") &&
    url.search === "" &&
    url.hash === "" &&
    url.username === "" &&
    url.password === "";
  if (!isPrefix) {
    context.addIssue({
      code: "custom",
      message:
        "is not an http(s) URL without query, fragment and credentials; write it like https://app.example.com/done",
    });
    return z.NEVER;
  }
  return url.href;
});
