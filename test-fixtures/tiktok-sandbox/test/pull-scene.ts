import type { RequestListener } from "node:http";
import { DEFAULT_WEB_APP, type SwitchesPatch } from "../src/index";
import { type MediaHost, startMediaHost } from "./media-host";
import { type SandboxScene, withSandbox } from "./with-sandbox";

/** A sandbox and a media host that stands behind every name under `example.com`. */
export interface PullScene extends SandboxScene {
  readonly host: MediaHost;
}

/** Runs a test with media under `https://media.example.com/`, a verified domain of the web app. */
export async function withMedia(
  files: Record<string, Buffer | RequestListener>,
  act: (scene: PullScene) => Promise<void>,
  switches: SwitchesPatch = {},
): Promise<void> {
  const host = await startMediaHost(files);
  const hostAliases = {
    "media.example.com": host.origin,
    "deep.media.example.com": host.origin,
    "example.com": host.origin,
    "sf16-va.tiktokcdn.com": host.origin,
  };
  try {
    await withSandbox(
      async (scene) => {
        await verifyDomain(scene, "media.example.com");
        await act({ ...scene, host });
      },
      { switches: { hostAliases, ...switches } },
    );
  } finally {
    await host.close();
  }
}

/** Adds a domain and proves it. */
export async function verifyDomain({ sandbox }: SandboxScene, domain: string): Promise<void> {
  const { signature } = sandbox.urlProperties.addDomain(DEFAULT_WEB_APP.clientKey, domain);
  await sandbox.urlProperties.verify(DEFAULT_WEB_APP.clientKey, domain, signature);
}
