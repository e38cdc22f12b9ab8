import { createSecret, type Secret } from "@upload-post/core/connector";
import {
  hostAllowListIssue,
  isLoopbackHost,
  type RandomSource,
  secureRandomSource,
} from "@upload-post/core/connector-kit";
import { ConfigurationError } from "@upload-post/core/errors";
import { z } from "zod";
import type { TiktokConnectorOptions, UrlVerificationFile } from "./tiktok-connector-options";

/** The options with every default filled in. */
export type TiktokSettings = {
  readonly clientKey: string;
  readonly clientSecret: Secret;
  readonly appType: "web" | "desktop";
  readonly authorizeOrigin: string;
  readonly apiOrigin: string;
  readonly uploadHosts: readonly string[];
  readonly urlVerificationFiles: readonly UrlVerificationFile[];
  readonly webhookToleranceSeconds: number;
  readonly timeoutMs: number;
  readonly fetch: typeof globalThis.fetch;
  readonly now: () => Date;
  readonly random: RandomSource;
};

const origin = z.string().transform((value, context) => {
  const url = URL.canParse(value) ? new URL(value) : null;
  const safe =
    url?.protocol === "https:" || (url?.protocol === "http:" && isLoopbackHost(url.hostname));
  if (url === null || !safe || url.origin !== value.replace(/\/$/, "")) {
    context.addIssue({
      code: "custom",
      message:
        "must be an origin such as https://open.tiktokapis.com; http is allowed for loopback only",
    });
    return z.NEVER;
  }
  return url.origin;
});

function isSecret(value: unknown): value is Secret {
  return (
    typeof value === "object" &&
    value !== null &&
    "reveal" in value &&
    typeof value.reveal === "function"
  );
}

function isFunction<T>(value: unknown): value is T {
  return typeof value === "function";
}

const clientSecret = z
  .union([
    z.string().min(1, "must not be empty"),
    z.custom<Secret>((value) => isSecret(value) && value.reveal() !== ""),
  ])
  .transform((value) => (typeof value === "string" ? createSecret(value) : value));

const uploadHost = z.string().superRefine((entry, context) => {
  const issue = hostAllowListIssue(entry);
  if (issue !== null) context.addIssue({ code: "custom", message: issue });
});

// File pattern by field reports (WILD, section 5.3 of the reference); never a path.
const verificationFile = z.strictObject({
  name: z.string().regex(/^tiktok[A-Za-z0-9_-]{1,200}\.txt$/, "must look like tiktokAbC123.txt"),
  content: z.string().min(1).max(10_000),
});

const settingsSchema = z.strictObject({
  clientKey: z.string().min(1, "must not be empty"),
  clientSecret,
  appType: z.enum(["web", "desktop"]).default("web"),
  authorizeOrigin: origin.default("https://www.tiktok.com"),
  apiOrigin: origin.default("https://open.tiktokapis.com"),
  uploadHosts: z
    .array(uploadHost)
    .min(1, "must name at least one host")
    .default(["*.tiktokapis.com"]),
  urlVerificationFiles: z.array(verificationFile).default([]),
  webhookToleranceSeconds: z
    .int()
    .min(1)
    .max(7 * 24 * 3600)
    .default(300),
  timeoutMs: z.int().min(1).max(600_000).default(30_000),
  fetch: z
    .custom<typeof globalThis.fetch>(isFunction, "must be a function")
    .default(() => globalThis.fetch),
  now: z.custom<() => Date>(isFunction, "must be a function").default(() => () => new Date()),
  random: z
    .custom<RandomSource>(isFunction, "must be a function")
    .default(() => secureRandomSource),
});

/**
 * Checks the options once and fills in the defaults.
 *
 * @throws ConfigurationError naming every bad option; never with its value.
 */
export function readSettings(options: TiktokConnectorOptions): TiktokSettings {
  const result = settingsSchema.safeParse(options);
  if (result.success) return result.data;
  const issues = result.error.issues.map((issue) => ({
    path: issue.code === "unrecognized_keys" ? issue.keys.join(", ") : issue.path.join("."),
    message: issue.code === "unrecognized_keys" ? "is no option" : issue.message,
  }));
  throw new ConfigurationError({
    issues,
    message: `The options of the TikTok connector are wrong: ${issues
      .map(({ path, message }) => `${path} (${message})`)
      .join("; ")}. Correct them and start again.`,
  });
}
