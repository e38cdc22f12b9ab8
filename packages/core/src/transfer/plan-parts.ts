import type { ByteRange, PushOffsetPlan } from "../connector";
import { PlatformContractError } from "../errors";

/**
 * The part that begins at `acknowledgedBytes`.
 *
 * With `fixed` boundaries an acknowledgement inside a part means the whole part again; with
 * `absorb` the last part takes the remainder.
 *
 * @param acknowledgedBytes Less than `totalBytes`.
 * @throws PlatformContractError for a part size that is no positive whole number.
 */
export function nextPart(
  plan: Pick<PushOffsetPlan, "partSizeBytes" | "remainder" | "boundaries">,
  totalBytes: number,
  acknowledgedBytes: number,
): ByteRange & { readonly index: number } {
  const { partSizeBytes } = plan;
  if (!Number.isSafeInteger(partSizeBytes) || partSizeBytes < 1) {
    throw new PlatformContractError({
      message: `The connector planned parts of ${partSizeBytes} bytes. Nothing was sent; report it to the connector's maintainers.`,
    });
  }
  const wholeParts = Math.floor(totalBytes / partSizeBytes);
  const lastIndex =
    plan.remainder === "absorb"
      ? Math.max(wholeParts - 1, 0)
      : Math.max(Math.ceil(totalBytes / partSizeBytes) - 1, 0);
  const index = Math.min(Math.floor(acknowledgedBytes / partSizeBytes), lastIndex);
  const offsetBytes = plan.boundaries === "fixed" ? index * partSizeBytes : acknowledgedBytes;
  const endBytes = index === lastIndex ? totalBytes : (index + 1) * partSizeBytes;
  return { index, offsetBytes, lengthBytes: endBytes - offsetBytes };
}
