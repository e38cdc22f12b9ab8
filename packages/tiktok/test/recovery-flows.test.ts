import type { FaultInput } from "@upload-post/tiktok-sandbox";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { fileMedia, syntheticVideo } from "./support/media";
import { type SandboxWorld, startSandboxWorld } from "./support/sandbox-world";
import { publishDraft, runStep, stepContext } from "./support/single-steps";

const upload = "PUT /video/";
const init = "POST /v2/post/publish/video/init/";
const status = "POST /v2/post/publish/status/fetch/";

let world: SandboxWorld;

beforeEach(async () => {
  world = await startSandboxWorld();
});

afterEach(() => world.sandbox.close());

/** Seven chunks; what is in them does not matter to TikTok here. */
const sevenChunks = syntheticVideo(70_000_123);

async function postSevenChunks(...faults: readonly FaultInput[]) {
  world.sandbox.setSwitches({ mediaChecks: "off", keepMedia: false });
  const source = sevenChunks;
  const account = await world.connect();
  for (const fault of faults) world.sandbox.faults.add(fault);
  const driven = await world.drive({ draft: publishDraft(source), media: [source], account });
  return { ...driven, source };
}

function expectOnePost(sha256: string): void {
  const committed = world.sandbox.inspect.commits();
  expect(committed).toHaveLength(1);
  const task = world.sandbox.inspect
    .tasks()
    .find(({ publishId }) => publishId === committed[0]?.publishId);
  expect(task?.media[0]?.sha256).toBe(sha256);
  expect(world.sandbox.inspect.tasks().flatMap(({ posts }) => posts)).toHaveLength(1);
}

describe("an upload that is disturbed", () => {
  const drops = ["before", "mid", "after"] as const;
  const chunks = [0, 3, 6];

  it.each(chunks.flatMap((skip) => drops.map((when) => [skip, when] as const)))(
    "at chunk %d by a connection that breaks %s is posted once, byte for byte",
    async (skip, when) => {
      const { result, source } = await postSevenChunks({
        target: upload,
        skip,
        effect: { kind: "drop", when },
      });
      expect(result.kind).toBe("delivered");
      expectOnePost(source.facts.sha256);
    },
  );

  it.each([
    ["a 502 at the third chunk", { kind: "answer", status: 502 }, 2],
    ["a 503 at the last chunk", { kind: "answer", status: 503 }, 6],
    ["a 500 that was a success at the last chunk", { kind: "replace", status: 500, body: "" }, 6],
    ["a 500 that was a success in the middle", { kind: "replace", status: 500, body: "" }, 3],
    ["an answer that is cut at the last chunk", { kind: "answer-then-drop" }, 6],
  ] as const)("by %s is posted once, byte for byte", async (_what, effect, skip) => {
    const { result, source } = await postSevenChunks({ target: upload, skip, effect });
    expect(result.kind).toBe("delivered");
    expectOnePost(source.facts.sha256);
  });

  it.each([
    ["count", "416"],
    ["last-index", "416"],
    ["last-index", "accept"],
  ] as const)(
    "is resumed whether TikTok answers a %s and %s to a repeated chunk",
    async (uploadedBytesMeaning, repeatedChunk) => {
      world.sandbox.setSwitches({ uploadedBytesMeaning, repeatedChunk });
      const { result, source } = await postSevenChunks(
        { target: upload, skip: 2, effect: { kind: "drop", when: "after" } },
        { target: upload, skip: 5, effect: { kind: "drop", when: "mid" } },
        { target: upload, skip: 8, effect: { kind: "drop", when: "after" } },
      );
      expect(result.kind).toBe("delivered");
      expectOnePost(source.facts.sha256);
    },
  );

  it("begins anew when TikTok has forgotten the upload address", async () => {
    const { result, source } = await postSevenChunks({
      target: upload,
      skip: 3,
      effect: { kind: "answer", status: 404 },
    });
    expect(result).toMatchObject({ kind: "delivered", state: { attempt: 2 } });
    expectOnePost(source.facts.sha256);
  });

  it("asks before anything else when the address is gone at the last chunk", async () => {
    const { result, source } = await postSevenChunks({
      target: upload,
      skip: 6,
      effect: { kind: "replace", status: 403, body: "" },
    });
    expect(result).toMatchObject({ kind: "delivered", state: { attempt: 1 } });
    expectOnePost(source.facts.sha256);
  });

  it("ends as a defect when TikTok calls a chunk malformed", async () => {
    const { result } = await postSevenChunks({
      target: upload,
      effect: { kind: "answer", status: 400 },
    });
    expect(result).toMatchObject({
      kind: "failed",
      error: { code: "platform_contract_broken", platform: { code: "400" } },
    });
    expect(world.sandbox.inspect.commits()).toEqual([]);
  });
});

describe("an upload that is interrupted for long", () => {
  it.each(["processing", "failed"] as const)(
    "gets a new address after the first one died (its task: %s), and is posted once",
    async (expiredUpload) => {
      world.sandbox.setSwitches({ mediaChecks: "off", keepMedia: false, expiredUpload });
      const source = sevenChunks;
      const account = await world.connect();
      let slept = false;
      const onPersist = () => {
        // The third chunk is in; then this process is gone for two hours.
        const [first] = world.sandbox.inspect.uploads();
        if (slept || (first?.receivedBytes ?? 0) < 30_000_000) return;
        slept = true;
        throw new Error("the process died");
      };
      const delivery = { draft: publishDraft(source), media: [source], account, onPersist };
      await expect(world.drive(delivery)).rejects.toThrow("the process died");
      await world.sandbox.advance(7_200_000);
      const { result } = await world.drive(delivery);
      expect(result.kind).toBe("delivered");
      expectOnePost(source.facts.sha256);
    },
  );
});

describe("an init whose answer is lost", () => {
  it.each(["after", "mid"] as const)("(%s) is repeated: only one is ever filled", async (when) => {
    const { result, source } = await postSevenChunks({
      target: init,
      effect: { kind: "drop", when },
    });
    expect(result.kind).toBe("delivered");
    expect(world.sandbox.inspect.tasks()).toHaveLength(2);
    expectOnePost(source.facts.sha256);
  });
});

describe("waiting for the result", () => {
  it("goes on with a refreshed token when the first one expires", async () => {
    world.sandbox.setSwitches({ processingMs: 3 * 3_600_000 });
    const source = await fileMedia("vertical-h264-aac.mp4");
    const account = await world.connect();
    const { result } = await world.drive({ draft: publishDraft(source), media: [source], account });
    expect(result.kind).toBe("delivered");
    expect(account.holder.generation).toBeGreaterThan(1);
  });

  it("refreshes once when TikTok refuses a token before its time", async () => {
    const source = await fileMedia("vertical-h264-aac.mp4");
    const account = await world.connect();
    world.sandbox.faults.add({
      target: status,
      effect: { kind: "api-error", code: "access_token_invalid", status: 401 },
    });
    const { result, events } = await world.drive({
      draft: publishDraft(source),
      media: [source],
      account,
    });
    expect(result.kind).toBe("delivered");
    expect(events).toContainEqual({ kind: "credential-refreshed" });
  });

  it("is not shaken by faults and limits of the status", async () => {
    const source = await fileMedia("vertical-h264-aac.mp4");
    const account = await world.connect();
    world.sandbox.faults.add({ target: status, times: 3, effect: { kind: "answer", status: 503 } });
    world.sandbox.faults.add({ target: status, skip: 3, effect: { kind: "rate-limit" } });
    world.sandbox.faults.add({ target: status, skip: 4, effect: { kind: "drop", when: "after" } });
    const { result } = await world.drive({ draft: publishDraft(source), media: [source], account });
    expect(result.kind).toBe("delivered");
    expect(world.sandbox.inspect.commits()).toHaveLength(1);
  });

  it("of a post that hangs ends unconfirmed after a day, never in a second post", async () => {
    const source = await fileMedia("vertical-h264-aac.mp4");
    const account = await world.connect();
    world.sandbox.faults.add({ effect: { kind: "stuck-processing" } });
    const { result } = await world.drive({ draft: publishDraft(source), media: [source], account });
    expect(result).toMatchObject({ kind: "unconfirmed" });
    expect(world.sandbox.inspect.commits()).toHaveLength(1);
  });

  it("of a post that TikTok gave up for its own reasons is a new attempt", async () => {
    const source = await fileMedia("vertical-h264-aac.mp4");
    const account = await world.connect();
    world.sandbox.faults.add({ effect: { kind: "fail-task", reason: "internal" } });
    const { result } = await world.drive({ draft: publishDraft(source), media: [source], account });
    expect(result).toMatchObject({ kind: "delivered", state: { attempt: 2 } });
    expect(world.sandbox.inspect.tasks().flatMap(({ posts }) => posts)).toHaveLength(1);
  });
});

describe("abandoning an upload", () => {
  it.each([
    ["refuse", "unsupported"],
    ["accept", "withdrawn"],
  ] as const)("whose cancellation TikTok would %s is %s", async (cancelFileUpload, expected) => {
    world.sandbox.setSwitches({ cancelFileUpload });
    const source = await fileMedia("vertical-h264-aac.mp4");
    const account = await world.connect();
    const draft = publishDraft(source);
    const { checkpoint } = await runStep("init-video", account, draft);
    const { publishing } = world.connector;
    const context = stepContext(account, draft, checkpoint);
    expect(await publishing.abandon(context)).toBe(expected);
    expect(world.sandbox.inspect.commits()).toEqual([]);
  });

  it("comes too late once the post is out", async () => {
    const source = await fileMedia("vertical-h264-aac.mp4");
    const account = await world.connect();
    const draft = publishDraft(source);
    const { result } = await world.drive({ draft, media: [source], account });
    const context = stepContext(account, draft, result.state.checkpoint);
    expect(await world.connector.publishing.abandon(context)).toBe("too-late");
  });
});
