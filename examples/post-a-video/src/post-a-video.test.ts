import type { Clock } from "@upload-post/core";
import { mediaFile } from "@upload-post/test-media";
import { createTiktokConnector } from "@upload-post/tiktok";
import {
  DEFAULT_DESKTOP_APP,
  startTiktokSandbox,
  type TiktokSandbox,
} from "@upload-post/tiktok-sandbox";
import { afterAll, beforeAll, expect, it } from "vitest";
import { postAVideo } from "./post-a-video";

let sandbox: TiktokSandbox;
beforeAll(async () => {
  sandbox = await startTiktokSandbox({ switches: { loopback: "allow" } });
});
afterAll(() => sandbox.close());

/** The sandbox's own time: its processing then takes none of ours. */
const clock: Clock = {
  now: () => new Date(sandbox.now()),
  async delay(delayMs) {
    await sandbox.advance(delayMs);
    await sandbox.settle();
  },
};

/** The owner, in a browser: reads the consent page, agrees, and is sent back. */
async function consent(url: string): Promise<void> {
  const page = await (await fetch(url)).text();
  const request = /name="request" value="([^"]+)"/.exec(page)?.[1] ?? "";
  const scopes = [...page.matchAll(/name="scope" value="([^"]+)"/g)].map(([, scope]) => scope);
  const form = new URLSearchParams({ request, user: "ada.public", decision: "approve" });
  for (const scope of scopes) form.append("scope", scope ?? "");
  const answer = await fetch(`${sandbox.origin}/v2/auth/authorize/decide/`, {
    method: "POST",
    body: form,
    redirect: "manual",
  });
  await fetch(answer.headers.get("location") ?? "");
}

it("connects an account and posts a video without the gateway", async () => {
  const { host } = new URL(sandbox.uploadOrigin);
  const tiktok = createTiktokConnector({
    clientKey: DEFAULT_DESKTOP_APP.clientKey,
    clientSecret: DEFAULT_DESKTOP_APP.clientSecret,
    appType: "desktop",
    authorizeOrigin: sandbox.origin,
    apiOrigin: sandbox.origin,
    uploadHosts: [host],
    now: clock.now,
  });
  const video = mediaFile("vertical-h264-aac.mp4");
  let shown: Promise<void> = Promise.resolve();

  const result = await postAVideo({
    tiktok,
    videoPath: video.path,
    caption: "Posted from a backend of our own",
    sendOwnerTo: (url) => {
      shown = consent(url);
    },
    clock,
    choosePrivacy: async (levels) => {
      expect(levels).toContain("SELF_ONLY");
      return "SELF_ONLY";
    },
  });
  await shown;

  expect(result).toMatchObject({ kind: "delivered", outcome: { state: "published" } });
  expect(sandbox.inspect.commits()).toHaveLength(1);
  expect(sandbox.inspect.tasks()).toMatchObject([{ media: [{ sha256: video.sha256 }] }]);
});
