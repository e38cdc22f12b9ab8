import { ApiError } from "../../http/api-error";
import type { DeclaredType } from "../sniffing/declared-type";
import type { MediaType } from "../sniffing/media-type";

/**
 * Holds the `Content-Type` of a `PUT` against what the link was made for.
 *
 * @throws ApiError `media_type_mismatch`
 */
export function requireClaimedType(declared: DeclaredType, type: MediaType): void {
  if (declared.claim === "any" || (declared.claim === "known" && declared.type === type)) return;
  throw new ApiError("media_type_mismatch", {
    detail: `The link was made for ${type}, but the request has another Content-Type. Send the right file, or ask for another link.`,
  });
}
