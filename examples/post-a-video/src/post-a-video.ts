import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import {
  type Clock,
  createFileMediaSource,
  createKeyRing,
  createKeyvCredentialStore,
  createPublisher,
  createSealer,
  type PublishResult,
} from "@upload-post/core";
import type { Connector } from "@upload-post/core/connector";

/** What the example is run with. */
export type PostAVideoOptions = {
  /** `createTiktokConnector({ clientKey, clientSecret, appType: "desktop" })`. */
  readonly tiktok: Connector;
  readonly videoPath: string;
  readonly caption: string;
  /** Shows the owner the consent page: opens a browser, prints the link. */
  readonly sendOwnerTo: (url: string) => void;
  /** What the owner chose on a page of yours, from the levels the account offers. */
  readonly choosePrivacy: (levels: readonly string[]) => Promise<string>;
  readonly clock?: Clock;
};

/** Connects one account and posts one video to it, in one process. */
export async function postAVideo(options: PostAVideoOptions): Promise<PublishResult> {
  // In production: a key from your secret store, a Keyv on your database.
  const sealer = createSealer(createKeyRing([{ id: "example", key: randomBytes(32) }]));
  const credentials = createKeyvCredentialStore({ sealer });
  const publisher = createPublisher({
    connectors: [options.tiktok],
    credentials,
    clock: options.clock,
  });
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" ? address?.port : 0;
  const redirectUri = `http://127.0.0.1:${port}/oauth/tiktok/callback`;
  const pending = await publisher.beginConnection({ platform: "tiktok", redirectUri });
  options.sendOwnerTo(pending.url);
  const [request, response] = await once(server, "request");
  response.end("Connected. You can close this page.");
  server.close();
  const callbackUrl = new URL(request.url, redirectUri).href;
  const account = await publisher.completeConnection({ pending, callbackUrl });
  const { live } = await publisher.describeAccount(account);
  const levels = Array.isArray(live.privacyLevels) ? live.privacyLevels.map(String) : [];
  return publisher.publish({
    account,
    mode: "publish",
    media: [await createFileMediaSource({ path: options.videoPath, type: "video/mp4" })],
    text: options.caption,
    options: { privacy_level: await options.choosePrivacy(levels) },
  });
}
