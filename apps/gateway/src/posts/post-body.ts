import { z } from "@hono/zod-openapi";
import { deliveryStatuses } from "../deliveries/delivery-status";
import { problemSchema } from "../http/problem";

const time = z.iso.datetime();

const timelineEntrySchema = z
  .object({ at: time, status: z.enum(deliveryStatuses), detail: z.string().nullable() })
  .openapi("TimelineEntry");

const warningSchema = z
  .object({ path: z.string(), code: z.string(), message: z.string() })
  .openapi("PostWarning");

/** One delivery, as the API shows it. */
export const deliverySchema = z
  .object({
    id: z.string(),
    connection: z.string(),
    platform: z.string(),
    mode: z.enum(["publish", "draft"]),
    status: z.enum(deliveryStatuses),
    status_detail: z.string().nullable(),
    progress: z.object({ bytes_sent: z.number().int(), bytes_total: z.number().int() }),
    resumes_at: time.nullable(),
    post_id: z.string().nullable(),
    post_ids: z.array(z.string()),
    url: z.string().nullable(),
    visibility: z.object({ requested: z.string().nullable(), actual: z.string().nullable() }),
    error: problemSchema.omit({ request_id: true }).nullable(),
    warnings: z.array(warningSchema),
    attempts: z.number().int(),
    created_at: time,
    updated_at: time,
    timeline: z.array(timelineEntrySchema),
  })
  .openapi("Delivery");

/** What a post's deliveries amount to. */
export const postStatuses = [
  "pending",
  "in_progress",
  "completed",
  "partially_completed",
  "failed",
  "canceled",
] as const;

/** A post, as the API shows it. */
export const postSchema = z
  .object({
    id: z.string(),
    status: z.enum(postStatuses),
    reference: z.string().nullable(),
    review_url: z.string().nullable(),
    publish_at: time.nullable(),
    created_at: time,
    deliveries: z.array(deliverySchema),
  })
  .openapi("Post");

/** A shown post. */
export type PostBody = z.infer<typeof postSchema>;

/** A shown delivery. */
export type DeliveryBody = z.infer<typeof deliverySchema>;
