import { DEFAULT_WEB_APP } from "@upload-post/tiktok-sandbox";
import type { MediaServer } from "./media-server";
import type { SandboxWorld } from "./sandbox-world";

/**
 * What the operator does in TikTok's portal: names the media prefix, and has TikTok find its file
 * below it, served from the connector's public documents.
 */
export async function verifyMediaPrefix(world: SandboxWorld, server: MediaServer): Promise<void> {
  const { urlProperties } = world.sandbox;
  const { origin, mediaPrefix } = server;
  const prefix = `${origin}${mediaPrefix}`;
  const proof = urlProperties.addPrefix(DEFAULT_WEB_APP.clientKey, prefix);
  const connector = world.connectorFor({
    urlVerificationFiles: [{ name: proof.fileName ?? "", content: proof.signature }],
  });
  server.serveDocuments(connector.publicDocuments({ origin, mediaPrefix }));
  const { verified } = await urlProperties.verify(DEFAULT_WEB_APP.clientKey, prefix);
  if (!verified) throw new Error("TikTok did not find the signature file.");
}
