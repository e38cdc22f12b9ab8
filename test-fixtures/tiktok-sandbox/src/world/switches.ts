import { z } from "zod";

const flag = (initial: boolean, meaning: string) => z.boolean().default(initial).describe(meaning);
const count = (initial: number, meaning: string) =>
  z.int().min(0).default(initial).describe(meaning);
function choice<const Values extends readonly [string, ...string[]]>(
  values: Values,
  initial: NoInfer<Values[number]>,
  meaning: string,
) {
  return z
    .enum(values)
    .default(() => initial as never)
    .describe(meaning);
}

/**
 * Everything about TikTok that could not be established, and what a test on loopback needs.
 * A default is the stricter reading, or the newest observation where neither is stricter.
 */
export const switchesSchema = z.strictObject({
  loopback: choice(
    ["refuse", "allow"],
    "refuse",
    "http on loopback for web redirect URIs (any port and path), media URLs, URL properties and webhook callbacks. TikTok demands https.",
  ),
  autoApprove: z
    .string()
    .nullable()
    .default(null)
    .describe("Username that approves every authorisation at once, without the consent page."),
  autoApproveScopes: z
    .array(z.string())
    .nullable()
    .default(null)
    .describe("What the auto-approving user grants; null: everything asked for."),
  authorizeErrorStatus: count(400, "HTTP status of the authorisation error page."),
  codeLifetimeSeconds: count(60, "Life of an authorisation code."),
  codeSingleUse: flag(true, "Whether an authorisation code works once."),
  oauthErrorStatus: count(200, "HTTP status of OAuth errors (200 was seen live)."),
  accessTokenSeconds: count(
    7200,
    "Life of a user access token (docs since November 2026: 7200; before: 86400).",
  ),
  refreshTokenSeconds: count(
    15_552_000,
    "Life of a refresh token (docs since November 2026: 180 days; before: 31536000).",
  ),
  refreshReturns: choice(
    ["new", "same"],
    "new",
    "Whether a refresh answers with a new refresh token.",
  ),
  oldRefreshToken: choice(
    ["dead", "alive"],
    "dead",
    "A replaced refresh token after a successful refresh.",
  ),
  refreshReuse: choice(
    ["refuse", "revoke-family"],
    "refuse",
    "What presenting a replaced refresh token does beyond invalid_grant.",
  ),
  refreshExpiry: choice(
    ["absolute", "sliding"],
    "absolute",
    "Whether the refresh token's life counts from consent or from the last refresh.",
  ),
  oldAccessToken: choice(["alive", "dead"], "alive", "An unexpired access token after a refresh."),
  revokeRefreshToken: choice(
    ["dead", "alive"],
    "dead",
    "The refresh token after the access token was revoked.",
  ),
  revokeBody: choice(["empty", "{}"], "empty", "Body of a successful revocation."),
  invalidParamSpelling: choice(
    ["invalid_params", "invalid_param"],
    "invalid_params",
    "Live spelling or the spelling of the reference pages.",
  ),
  errorData: choice(["object", "absent"], "object", "data on an error: {} or left out."),
  logIdField: choice(["log_id", "logid"], "log_id", "Name of the log id in the error object."),
  retryAfterSeconds: z
    .int()
    .min(0)
    .nullable()
    .default(null)
    .describe("Retry-After on 429; null: none (not documented)."),
  megabyte: choice(
    ["strict", "decimal", "binary"],
    "strict",
    "MB of the chunk rules: 10^6, 2^20, or whichever is tighter at each end.",
  ),
  maxVideoBytes: count(4_294_967_296, "Largest video (4 GB read as 4 GiB)."),
  unknownFields: choice(
    ["refuse", "ignore"],
    "refuse",
    "Unknown JSON fields in an init (a post_info on a video inbox init is always ignored).",
  ),
  brandToggles: choice(
    ["required", "optional"],
    "required",
    "Whether brand_content_toggle and brand_organic_toggle must be sent on direct posts.",
  ),
  brandedPrivate: choice(["refuse", "accept"], "refuse", "brand_content_toggle with SELF_ONLY."),
  unauditedVisibility: choice(
    ["refuse", "force-self-only"],
    "refuse",
    "A privacy level other than SELF_ONLY from an unaudited app.",
  ),
  readQuota: choice(
    ["app", "user"],
    "app",
    "Who shares the 600 calls a minute of the read endpoints.",
  ),
  cancelPerMinute: count(30, "Limit of the cancel endpoint (not documented)."),
  inboxCountsAsActiveUser: flag(false, "Whether an inbox init counts toward the active-user cap."),
  pendingSlots: choice(
    ["until-handled", "24h"],
    "24h",
    "When an unhandled draft frees its slot: never by itself, or after 24 h.",
  ),
  repeatedChunk: choice(["416", "accept"], "416", "Answer to a chunk that was accepted before."),
  uploadedBytesMeaning: choice(
    ["count", "last-index"],
    "count",
    "UPLOADED_BYTES in the Content-Range of an answer.",
  ),
  expiredUpload: choice(
    ["processing", "failed"],
    "processing",
    "Status of a task whose upload URL expired unused: unchanged, or FAILED with internal.",
  ),
  cancelFileUpload: choice(
    ["refuse", "accept"],
    "refuse",
    "Cancelling a FILE_UPLOAD task before its last chunk.",
  ),
  statusRetentionSeconds: z
    .int()
    .min(1)
    .nullable()
    .default(null)
    .describe("How long a publish_id stays readable; null: for ever."),
  mediaChecks: choice(["probe", "off"], "probe", "Whether received media are probed."),
  minDurationSeconds: z
    .number()
    .min(0)
    .default(3)
    .describe("Shortest video (3 s reported by third parties; 0: no lower bound)."),
  maxDurationSeconds: z
    .number()
    .min(0)
    .default(600)
    .describe("Longest video through the API, whatever the creator may post in the app."),
  keepMedia: flag(
    true,
    "Keep received bytes on disk until reset or close; otherwise only their size and digest.",
  ),
  processingMs: count(1000, "From the last byte to the end of processing."),
  moderationMs: count(2000, "From PUBLISH_COMPLETE to the public post id."),
  webhookDelayMs: count(0, "From an event to its first webhook attempt."),
  webhookCopies: z.int().min(1).default(1).describe("How often each webhook is delivered."),
  webhookSignature: choice(
    ["valid", "invalid"],
    "valid",
    "Whether webhooks are signed with the client secret.",
  ),
  webhookRetryTimestamp: choice(
    ["refreshed", "original"],
    "refreshed",
    "Whether t changes on a retry.",
  ),
  webhookPostId: choice(["string", "number"], "number", "JSON type of post_id in webhook content."),
  webhookPublicSpelling: choice(
    ["publicly_available", "publicaly_available"],
    "publicly_available",
    "Spelling of the public event.",
  ),
  hostAliases: z
    .record(z.string(), z.url())
    .default({})
    .describe("Stands in for DNS and TLS: media host to the loopback origin that serves it."),
});

/** The position of every switch. */
export type Switches = z.infer<typeof switchesSchema>;

/** A change of some switches. */
export type SwitchesPatch = z.input<typeof switchesSchema>;
