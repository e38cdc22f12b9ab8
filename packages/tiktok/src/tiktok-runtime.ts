import type { HostAllowList } from "@upload-post/core/connector-kit";
import type { TiktokApi } from "./api/tiktok-api";
import type { TiktokSettings } from "./settings/read-settings";

/** What the rooms of the connector share: settings, the API and which upload hosts are trusted. */
export type TiktokRuntime = {
  readonly settings: TiktokSettings;
  readonly api: TiktokApi;
  readonly uploadHosts: HostAllowList;
};
