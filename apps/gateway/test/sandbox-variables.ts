import { DEFAULT_WEB_APP, type TiktokSandbox } from "@upload-post/tiktok-sandbox";

/** What a gateway must be told to take the sandbox for TikTok, as the sandbox's first app. */
export function sandboxVariables({
  origin,
  uploadOrigin,
}: Pick<TiktokSandbox, "origin" | "uploadOrigin">) {
  return {
    TIKTOK_CLIENT_KEY: DEFAULT_WEB_APP.clientKey,
    TIKTOK_CLIENT_SECRET: DEFAULT_WEB_APP.clientSecret,
    TIKTOK_AUTHORIZE_ORIGIN: origin,
    TIKTOK_API_ORIGIN: origin,
    TIKTOK_UPLOAD_HOSTS: new URL(uploadOrigin).host,
  };
}
