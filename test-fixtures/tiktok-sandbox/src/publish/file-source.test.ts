import { describe, expect, it } from "vitest";
import { fileSource } from "../../test/tiktok-client";
import {
  expectApiError,
  expectRule,
  type SandboxScene,
  withSandbox,
} from "../../test/with-sandbox";
import type { RuleId } from "../rules/rule-matrix";

const MIB = 1_048_576;
const SIZE = "The chunk size is invalid";
const COUNT = "The total chunk count is invalid";
const SOURCE = "The request source info is empty or incorrect";

// More than six inits a minute would meet the rate limit, and five drafts the pending cap.
async function init({ sandbox, client }: SandboxScene, access: string, source: object) {
  sandbox.changeUser("ada.public", { pendingShareCap: 1000 });
  await sandbox.advance(10_000);
  return client.initInbox(access, source);
}

async function expectVerdicts(
  scene: SandboxScene,
  refused: readonly object[],
  message: string,
  rule: RuleId,
  taken: readonly object[] = [],
): Promise<void> {
  const { access } = await scene.client.connect();
  for (const source of refused) {
    expectApiError(await init(scene, access, source), 400, "invalid_params", message);
    expectRule(scene.sandbox, rule);
  }
  for (const source of taken) {
    expect((await init(scene, access, source)).json.error.code).toBe("ok");
  }
}

const cases: {
  title: string;
  refused: object[];
  message: string;
  rule: RuleId;
  taken?: object[];
}[] = [
  {
    title: "refuses an unknown source",
    refused: [{}, { source: "UPLOAD" }, { source: 1 }],
    message: SOURCE,
    rule: "source.kind",
  },
  {
    title: "refuses sizes that are zero, negative, fractions or texts",
    refused: [
      fileSource(0),
      fileSource(-1),
      fileSource(1.5),
      { ...fileSource(1), video_size: "1" },
      { ...fileSource(1), total_chunk_count: 0 },
      { source: "FILE_UPLOAD" },
    ],
    message: SOURCE,
    rule: "source.positive_integers",
  },
  {
    title: "refuses a video beyond 4 GiB and takes 4 GiB",
    refused: [fileSource(4096 * MIB + 1, 10_000_000, 429)],
    message: SOURCE,
    rule: "source.video_4gb",
    taken: [fileSource(4096 * MIB, 10_000_000, 429)],
  },
  {
    title: "refuses a chunk of 64,000,001 bytes and takes 64,000,000",
    refused: [fileSource(64_000_001), fileSource(66_259_900), fileSource(64 * MIB)],
    message: SIZE,
    rule: "source.chunk_at_most_64mb",
    taken: [fileSource(64_000_000)],
  },
  {
    title: "refuses a chunk of 5 MiB less one byte and takes 5 MiB",
    refused: [
      fileSource(20 * MIB, 5 * MIB - 1, 4),
      fileSource(20 * MIB, 5_000_000, 4),
      fileSource(2, 1, 2),
    ],
    message: SIZE,
    rule: "source.chunk_at_least_5mb",
    taken: [fileSource(20 * MIB, 5 * MIB, 4)],
  },
  {
    title: "refuses a chunk larger than the video",
    refused: [fileSource(6 * MIB, 7 * MIB, 1)],
    message: SIZE,
    rule: "source.chunk_within_file",
  },
  {
    title: "refuses 1001 chunks",
    refused: [fileSource(1001 * 5 * MIB - MIB * 1000, 5 * MIB, 1001)],
    message: COUNT,
    rule: "source.count_at_most_1000",
  },
  {
    title: "refuses a chunk count that was rounded up",
    refused: [
      fileSource(50_000_123, 10_000_000, 6),
      fileSource(50_000_123, 10_000_000, 4),
      fileSource(19_999_999, 10_000_000, 2),
    ],
    message: COUNT,
    rule: "source.count_floor",
    taken: [fileSource(50_000_123, 10_000_000, 5)],
  },
  {
    title: "refuses a single chunk smaller than the video",
    refused: [fileSource(12_000_000, 10_000_000, 1)],
    message: SIZE,
    rule: "source.single_chunk_whole",
    taken: [fileSource(12_000_000)],
  },
];

describe("the chunk plan of an init", () => {
  for (const { title, refused, message, rule, taken } of cases) {
    it(title, () =>
      withSandbox((scene) => expectVerdicts(scene, refused, message, rule, taken ?? [])),
    );
  }

  it("takes a video under 5 MB in one chunk, down to one byte", () =>
    withSandbox(async (scene) => {
      const { access } = await scene.client.connect();
      for (const size of [1, 4_194_304, 5_000_000, 5 * MIB - 1]) {
        expect((await init(scene, access, fileSource(size))).json.error.code).toBe("ok");
      }
    }));

  it("takes the largest final chunk a plan can have, below 128 MB", () =>
    withSandbox(async (scene) => {
      const { access } = await scene.client.connect();
      const largest = fileSource(3 * 64_000_000 - 1, 64_000_000, 2);
      expect((await init(scene, access, largest)).json.error.code).toBe("ok");
    }));

  it("reads MB as 10^6 or 2^20 by switch", () =>
    withSandbox(async (scene) => {
      const { access } = await scene.client.connect();
      const codeOf = async (source: object) =>
        (await init(scene, access, source)).json.error.code as string;
      const small = fileSource(20_000_000, 5_000_000, 4);
      const large = fileSource(64 * MIB);
      expect([await codeOf(small), await codeOf(large)]).toEqual([
        "invalid_params",
        "invalid_params",
      ]);
      scene.sandbox.setSwitches({ megabyte: "decimal" });
      expect([await codeOf(small), await codeOf(large)]).toEqual(["ok", "invalid_params"]);
      scene.sandbox.setSwitches({ megabyte: "binary" });
      expect([await codeOf(small), await codeOf(large)]).toEqual(["invalid_params", "ok"]);
    }));

  it("refuses an init without source_info", () =>
    withSandbox(async ({ sandbox, client }) => {
      const { access } = await client.connect();
      for (const body of [{}, { source_info: null }, { source_info: [] }]) {
        const answer = await client.call(access, "/v2/post/publish/inbox/video/init/", body);
        expectApiError(answer, 400, "invalid_params", SOURCE);
        expectRule(sandbox, "source.required");
      }
    }));

  it("refuses a pull without a URL", () =>
    withSandbox(async ({ sandbox, client }) => {
      const { access } = await client.connect();
      for (const url of [undefined, "", "media/v.mp4", 1, "ftp://media.example.com/v.mp4"]) {
        const source = { source: "PULL_FROM_URL", video_url: url };
        expectApiError(await client.initInbox(access, source), 400, "invalid_params", SOURCE);
        expectRule(sandbox, "source.video_url");
      }
    }));
});
