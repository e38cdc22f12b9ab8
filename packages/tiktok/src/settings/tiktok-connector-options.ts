import type { Secret } from "@upload-post/core/connector";
import type { RandomSource } from "@upload-post/core/connector-kit";

/** A file by which TikTok sees that the operator owns the media address (page MT, "URL prefix"). */
export type UrlVerificationFile = {
  /** As TikTok names it, such as `tiktokAbC123.txt`. */
  readonly name: string;
  readonly content: string;
};

/** What {@link createTiktokConnector} takes. Wrong options throw a ConfigurationError that names each. */
export type TiktokConnectorOptions = {
  /** Of the operator's app at developers.tiktok.com. */
  readonly clientKey: string;
  /** Also the key of webhook signatures. A string is wrapped at once. */
  readonly clientSecret: Secret | string;
  /**
   * How the app is registered: `web` (https redirect, default) or `desktop` (redirect to localhost,
   * proof key in TikTok's hex dialect).
   */
  readonly appType?: "web" | "desktop";
  /** Where owners consent; default `https://www.tiktok.com`. */
  readonly authorizeOrigin?: string;
  /** Where the API is; default `https://open.tiktokapis.com`. Plain http only for loopback. */
  readonly apiOrigin?: string;
  /**
   * Hosts that an upload address may name; default `["*.tiktokapis.com"]`, https only.
   * `host:port` of a loopback host allows plain http, for a simulator.
   */
  readonly uploadHosts?: readonly string[];
  /** Served below the media prefix of the host, so that TikTok lets the app pull photos from there. */
  readonly urlVerificationFiles?: readonly UrlVerificationFile[];
  /** How old a webhook's signature may be, in seconds; default 300. */
  readonly webhookToleranceSeconds?: number;
  /** For one API call, in milliseconds; default 30,000. */
  readonly timeoutMs?: number;
  /** Default: the global `fetch`. API calls only; media bytes are moved by the pipeline. */
  readonly fetch?: typeof globalThis.fetch;
  /** The clock; default the system's. */
  readonly now?: () => Date;
  /** Random bytes for state and proof keys; default the operating system's. */
  readonly random?: RandomSource;
};
