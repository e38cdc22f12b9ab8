import { describe, expect, it } from "vitest";
import { checkPlatformNames } from "./check-platform-names";
import { houseFiles } from "./house-file";

describe("checkPlatformNames", () => {
  it.each([
    "// As TikTok does.",
    'const id = "tiktok";',
    "YOUTUBE_KEY",
    "createMastodonConnector",
    "see Bluesky",
    "threads.net",
    "https://x.com/",
    "InstagramOptions",
  ])("refuses the line %s", (line) => {
    const files = houseFiles({
      "packages/core/src/pipeline/a.ts": `\n${line}`,
      "apps/gateway/src/routes/b.ts": line,
    });

    expect(checkPlatformNames(files).map((problem) => problem.split(" ")[0])).toEqual([
      "packages/core/src/pipeline/a.ts:2",
      "apps/gateway/src/routes/b.ts:1",
    ]);
  });

  it("refuses a file named after a platform", () => {
    expect(checkPlatformNames(houseFiles({ "apps/gateway/src/tiktok-page.ts": "" }))).toEqual([
      "apps/gateway/src/tiktok-page.ts names a platform: tiktok.",
    ]);
  });

  it.each([
    "packages/tiktok/src/a.ts",
    "apps/gateway/src/connectors.ts",
    "apps/gateway/src/connectors/tiktok.ts",
    "packages/core/src/pipeline/a.test.ts",
  ])("lets %s name its platform", (path) => {
    expect(checkPlatformNames(houseFiles({ [path]: "TikTok" }))).toEqual([]);
  });

  it("knows words that only look like a platform", () => {
    const text = "// worker threads, an exception, retried posts, prefix.common";

    expect(checkPlatformNames(houseFiles({ "packages/core/src/a.ts": text }))).toEqual([]);
  });
});
