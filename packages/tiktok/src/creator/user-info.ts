import type { AccountIdentity, Credential } from "@upload-post/core/connector";
import { z } from "zod";
import type { TiktokApi } from "../api/tiktok-api";

const userInfoSchema = z.object({
  user: z.object({
    open_id: z.string().min(1),
    display_name: z.string().nullish(),
    avatar_url: z.string().nullish(),
  }),
});

/**
 * Asks whose credential this is (page UI). Only fields of `user.info.basic`: one field outside the
 * granted scopes fails the whole call. The handle is not among them; creator info has it.
 */
export async function fetchUserInfo(
  api: TiktokApi,
  request: { readonly credential: Credential; readonly signal: AbortSignal },
): Promise<AccountIdentity> {
  const { user } = await api.call({
    method: "GET",
    path: "/v2/user/info/",
    query: { fields: "open_id,union_id,avatar_url,display_name" },
    body: null,
    credential: request.credential,
    scopes: ["user.info.basic"],
    data: userInfoSchema,
    signal: request.signal,
  });
  return {
    stableId: user.open_id,
    displayName: user.display_name ?? null,
    username: null,
    avatarUrl: user.avatar_url ?? null,
  };
}
