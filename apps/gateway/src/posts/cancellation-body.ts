import { z } from "@hono/zod-openapi";
import type { CancelResult } from "./cancel-post";
import { postSchema } from "./post-body";
import { type PostRecord, toPostBody } from "./to-post-body";

const ids = z.array(z.string());

/** A post and what canceling it came to. */
export const cancellationSchema = postSchema.extend({
  canceled: ids.openapi({ description: "Deliveries that are stopped: nothing of them appears" }),
  too_late: ids.openapi({
    description: "Deliveries that ended, or that the platform has and does not give back",
  }),
  requested: ids.openapi({
    description:
      "Deliveries of which it is not certain yet whether something appears; nothing more is sent of them, and their own status will tell",
  }),
});

/** The API's form of what canceling came to. */
export function toCancellationBody(
  post: PostRecord,
  { canceled, tooLate, requested }: CancelResult,
): z.output<typeof cancellationSchema> {
  return {
    ...toPostBody(post),
    canceled: [...canceled],
    too_late: [...tooLate],
    requested: [...requested],
  };
}
