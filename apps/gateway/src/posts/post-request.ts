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
      .openapi({
        description: "Ids of ready media, in order: one video, or photos",
        example: ["med_…"],
      }),
    text: textSchema.nullish().openapi({ description: "The caption, for every target" }),
    title: textSchema
      .nullish()
      .openapi({ description: "For platforms and media that have one beside the text" }),
    targets: z
      .array(targetSchema)
      .min(1)
      .max(50)
      .openapi({ description: "The accounts to post to; each becomes a delivery" }),
    review: z.enum(["owner", "caller"]).default("owner").openapi({
      description:
        "`owner`: every `publish` waits for the owner on `review_url`; `caller`: your own page has asked the owner, and `consent` says so",
    }),
    consent: consentSchema.nullish(),
    publish_at: z.iso
      .datetime({ offset: true })
      .nullish()
      .openapi({ description: "Not before this time; absent: now" }),
    reference: z
      .string()
      .min(1)
      .max(256)
      .nullish()
      .openapi({ description: "Your own id of the post; posts can be found by it" }),
    allow_duplicate: z.boolean().default(false).openapi({
      description:
        "Posts the same media and text to the same account again within 24 hours; only when the owner wants it twice",
    }),
  })
  .openapi("PostRequest");

/** A parsed {@link postRequestSchema}. */
export type PostRequest = z.infer<typeof postRequestSchema>;

/** One of its targets. */
export type PostTarget = PostRequest["targets"][number];
