import type { Context } from "hono";
import type { GatewayEnvironment } from "../http/gateway-app";
import { REPLAYED_HEADER } from "../http/idempotency-header";
import {
  type CreatedOnce,
  createOnce,
  type IdempotentCall,
  type RecordCreation,
} from "./create-once";

/**
 * {@link createOnce} for a request of the API: in its caller's tenant, and a repetition says so in a
 * header of the answer.
 *
 * @throws ApiError as `createOnce` does.
 */
export async function createByRequest<Result>(
  dependencies: Parameters<typeof createOnce>[0],
  context: Pick<Context<GatewayEnvironment>, "get" | "header">,
  call: Omit<IdempotentCall, "tenantId">,
  create: (record: RecordCreation) => Promise<Result>,
): Promise<CreatedOnce<Result>> {
  const { tenantId } = context.get("caller");
  const created = await createOnce(dependencies, { ...call, tenantId }, create);
  if (created.replayed) context.header(REPLAYED_HEADER, "true");
  return created;
}
