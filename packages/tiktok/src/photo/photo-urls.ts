import type { StepContext } from "@upload-post/core/connector";
import { isLoopbackHost } from "@upload-post/core/connector-kit";
import { OperatorMisconfiguredError } from "@upload-post/core/errors";
import type { TiktokSettings } from "../settings/read-settings";

/**
 * The public address of each photo, in the order of the post.
 *
 * @throws OperatorMisconfiguredError when one is missing, or is not https (MT 5.3): TikTok would take
 * the post and give it up an hour later. Plain http passes when the API is on loopback (a simulator).
 */
export function photoUrls(
  { draft, leases }: Pick<StepContext, "draft" | "leases">,
  settings: TiktokSettings,
): readonly string[] {
  const simulated = isLoopbackHost(new URL(settings.apiOrigin).hostname);
  return draft.media.map((_, index) => {
    const url = leases.find(({ mediaIndex }) => mediaIndex === index)?.url ?? "";
    const protocol = URL.canParse(url) ? new URL(url).protocol : "";
    if (protocol === "https:" || (simulated && protocol === "http:")) return url;
    throw new OperatorMisconfiguredError({
      message: `TikTok fetches photos over https only, and photo ${index} has no such public address. Give this server a public https address and verify it in TikTok's developer portal.`,
    });
  });
}
