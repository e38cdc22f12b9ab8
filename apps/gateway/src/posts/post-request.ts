import { z } from "@hono/zod-openapi";

/** Ids are opaque; only their length is bounded. */
const idSchema = z.string().min(1).max(128);

/** No platform takes more in any field; each connector's own limit is checked later. */
const textSchema = z.string().max(20_000);

const targetSchema = z
  .strictObject({
    connection: idSchema.openapi({
      description: "The connected account to post to",
      example: "con_…",
    }),
    mode: z.enum(["publish", "draft"]).openapi({
      description: "`publish` makes a post, `draft` hands it to the owner on the platform",
    }),
    text: textSchema.nullish().openapi({ description: "Replaces the post's text for this target" }),
    title: textSchema
      .nullish()
      .openapi({ description: "Replaces the post's title for this target" }),
    options: z
      .record(z.string().max(128), z.unknown())
      .optional()
      .openapi({ description: "The platform's options; see the connection's publishing options" }),
  })
  .openapi("PostTarget");

const consentSchema = z
  .strictObject({
    collected_at: z.iso.datetime({ offset: true }),
    evidence: z.string().max(2_000).nullish(),
  })
  .openapi("Consent", {
    description: "What a page of the caller's own has collected from the owner; recorded.",
  });

/** The body of `POST /v1/posts` and `POST /v1/posts/validate`. */
export const postRequestSchema = z
  .strictObject({
    media: z
      .array(idSchema)
      .max(100)
      .openapi({ example: ["med_…"] }),
    text: textSchema.nullish(),
    title: textSchema.nullish(),
    targets: z.array(targetSchema).min(1).max(50),
    review: z.enum(["owner", "caller"]).default("owner"),
    consent: consentSchema.nullish(),
    publish_at: z.iso.datetime({ offset: true }).nullish(),
    reference: z.string().min(1).max(256).nullish(),
    allow_duplicate: z.boolean().default(false),
  })
  .openapi("PostRequest");

/** A parsed {@link postRequestSchema}. */
export type PostRequest = z.infer<typeof postRequestSchema>;

/** One of its targets. */
export type PostTarget = PostRequest["targets"][number];
