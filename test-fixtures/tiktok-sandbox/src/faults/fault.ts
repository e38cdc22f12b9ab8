import { z } from "zod";
import { failReasons } from "../publish/publish-task";

const status = z.int().min(100).max(599);
const milliseconds = z.int().min(0);

/** What can go wrong with one request; `target` is a route id such as `POST /v2/oauth/token/`. */
const requestEffects = [
  z.strictObject({
    kind: z.literal("answer").describe("Instead of the real answer, without any effect."),
    status,
    body: z.string().default(""),
    contentType: z.string().default("text/html"),
    headers: z.record(z.string(), z.string()).default({}),
  }),
  z.strictObject({
    kind: z.literal("api-error").describe("A v2 error envelope, without any effect."),
    code: z.string(),
    message: z.string().default("Injected by the sandbox."),
    status: status.default(400),
  }),
  z.strictObject({
    kind: z.literal("oauth-error").describe("A flat OAuth error, without any effect."),
    error: z.string(),
    description: z.string().default("Injected by the sandbox."),
    status: status.default(200),
  }),
  z.strictObject({
    kind: z.literal("rate-limit").describe("429 rate_limit_exceeded, without any effect."),
    retryAfterSeconds: z.int().min(0).nullable().default(null),
  }),
  z.strictObject({
    kind: z
      .literal("drop")
      .describe(
        "Cut the connection. before: nothing happened; mid: half of the answer arrives (of an upload: half of the body was read, nothing kept); after: it happened, no answer arrives.",
      ),
    when: z.enum(["before", "mid", "after"]),
  }),
  z.strictObject({ kind: z.literal("answer-then-drop").describe("Whole answer, then a reset.") }),
  z.strictObject({
    kind: z.literal("delay").describe("Real milliseconds, before the effect or before the answer."),
    ms: milliseconds,
    when: z.enum(["before", "after"]).default("before"),
  }),
  z.strictObject({
    kind: z.literal("slow").describe("The answer trickles."),
    bytesPerSecond: z.int().min(1),
  }),
  z.strictObject({
    kind: z.literal("truncate").describe("It happened; the body is cut but well framed."),
    keepBytes: z.int().min(0),
  }),
  z.strictObject({
    kind: z.literal("replace").describe("It happened; another answer is told."),
    status: status.default(200),
    body: z.string(),
    contentType: z.string().default("application/json"),
  }),
] as const;

const taskEffects = [
  z.strictObject({
    kind: z.literal("fail-task").describe("Processing ends in FAILED."),
    reason: z.enum(failReasons),
  }),
  z.strictObject({ kind: z.literal("stuck-processing").describe("Processing never ends.") }),
  z.strictObject({ kind: z.literal("stuck-download").describe("A pull never gets a byte.") }),
  z.strictObject({
    kind: z.literal("late-post-id").describe("Moderation lasts."),
    ms: milliseconds,
  }),
  z.strictObject({ kind: z.literal("no-post-id").describe("Moderation never ends.") }),
] as const;

const webhookEffects = [
  z.strictObject({ kind: z.literal("webhook-copies"), copies: z.int().min(2) }),
  z.strictObject({ kind: z.literal("webhook-bad-signature") }),
  z.strictObject({ kind: z.literal("webhook-late"), ms: milliseconds }),
  z.strictObject({ kind: z.literal("webhook-lost") }),
] as const;

/** Where request effects apply when nothing else is said: every route and the upload host. */
export const EVERY_ROUTE = "*";

/** A fault as somebody asks for it. */
export const faultSchema = z.strictObject({
  target: z
    .string()
    .default(EVERY_ROUTE)
    .describe("Route id, of a request effect only; * for every route."),
  skip: z.int().min(0).default(0).describe("Leave this many occasions alone first."),
  times: z.int().min(1).nullable().default(1).describe("How often; null: until removed."),
  effect: z.discriminatedUnion("kind", [...requestEffects, ...taskEffects, ...webhookEffects]),
});

/** A fault as somebody asks for it, defaults left out. */
export type FaultInput = z.input<typeof faultSchema>;

/** What goes wrong. */
export type FaultEffect = z.infer<typeof faultSchema>["effect"];

/** What goes wrong with a request. */
export type RequestEffect = z.infer<(typeof requestEffects)[number]>;

/** What goes wrong with a task. */
export type TaskEffect = z.infer<(typeof taskEffects)[number]>;

/** What goes wrong with a webhook. */
export type WebhookEffect = z.infer<(typeof webhookEffects)[number]>;

/** A fault on the board. */
export interface Fault {
  readonly id: string;
  readonly target: string;
  readonly effect: FaultEffect;
  /** Occasions still left alone. */
  skip: number;
  /** Occasions left; null: no end. */
  times: number | null;
  /** How often it was applied. */
  applied: number;
}
