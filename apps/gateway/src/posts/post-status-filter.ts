import type { Expression, ExpressionBuilder, SqlBool } from "kysely";
import type { DatabaseSchema } from "../database/database-schema";
import { type DeliveryStatus, deliveryStatuses, isFinal } from "../deliveries/delivery-status";
import type { PostBody } from "./post-body";
import { delivered, notBegun } from "./post-status";

/** `postStatus` as a condition on the deliveries, so that a list reads no more rows than its page. */
export function hasPostStatus(
  where: ExpressionBuilder<DatabaseSchema, "posts">,
  status: PostBody["status"],
): Expression<SqlBool> {
  const some = (matches: (status: DeliveryStatus) => boolean) =>
    where.exists(
      where
        .selectFrom("deliveries")
        .select("deliveries.id")
        .whereRef("deliveries.post_id", "=", "posts.id")
        .where("deliveries.status", "in", deliveryStatuses.filter(matches)),
    );
  const every = (matches: (status: DeliveryStatus) => boolean) =>
    where.not(some((found) => !matches(found)));
  const isSettled = (found: DeliveryStatus) => isFinal(found) || found === "in_inbox";
  const isDelivered = (found: DeliveryStatus) => delivered.has(found);
  switch (status) {
    case "pending":
      return every((found) => notBegun.has(found));
    case "in_progress":
      return where.and([some((found) => !notBegun.has(found)), some((found) => !isSettled(found))]);
    case "completed":
      return every(isDelivered);
    case "partially_completed":
      return where.and([
        every(isSettled),
        some((found) => isDelivered(found) || found === "unconfirmed"),
        some((found) => !isDelivered(found)),
      ]);
    case "canceled":
      return every((found) => found === "canceled");
    case "failed":
      return where.and([
        every((found) => found === "failed" || found === "canceled"),
        some((found) => found === "failed"),
      ]);
  }
}
