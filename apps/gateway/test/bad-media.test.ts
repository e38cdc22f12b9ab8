import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { connect as connectSocket } from "node:net";
import { mediaFile } from "@upload-post/test-media";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type EndToEnd, startEndToEnd } from "./end-to-end";
import { expectRefusal, type Refusal, traces } from "./expect-refusal";

describe("bad media, over sockets", () => {
  let test: EndToEnd;
  beforeAll(async () => {
    test = await startEndToEnd();
  });
  afterAll(() => test.close());

  const badMedia: readonly (readonly [string, () => Promise<RequestInit>, Refusal])[] = [
    [
      "a type that the bytes contradict",
      async () => ({
        headers: { "Content-Type": "video/mp4" },
        body: await readFile(mediaFile("photo.webp").path),
      }),
      [415, "media_type_mismatch", []],
    ],
    [
      "a type that is not taken",
      async () => ({
        headers: { "Content-Type": "text/plain" },
        body: await readFile(mediaFile("not-a-video.txt").path),
      }),
      [415, "unsupported_media_type", []],
    ],
    [
      "text that claims to be a video",
      async () => ({
        headers: { "Content-Type": "video/mp4" },
        body: await readFile(mediaFile("not-a-video.txt").path),
      }),
      [415, "media_type_mismatch", []],
    ],
    [
      "a wrong digest",
      async () => ({
        headers: {
          "Content-Type": "video/mp4",
          "Content-Digest": `sha-256=:${createHash("sha256").update("other").digest("base64")}:`,
        },
        body: await readFile(mediaFile("vertical-h264-aac.mp4").path),
      }),
      [422, "digest_mismatch", []],
    ],
    [
      "a corrupt video",
      async () => ({
        headers: { "Content-Type": "video/mp4" },
        body: await readFile(mediaFile("corrupt.mp4").path),
      }),
      [422, "media_unreadable", []],
    ],
    [
      "a video without a picture",
      async () => ({
        headers: { "Content-Type": "video/mp4" },
        body: await readFile(mediaFile("audio-only.mp4").path),
      }),
      [422, "media_unreadable", []],
    ],
    [
      "nothing at all",
      async () => ({ headers: { "Content-Type": "video/mp4" }, body: "" }),
      [400, "invalid_request", []],
    ],
  ];

  it.each(badMedia)("does not store %s", async (_name, request, refusal) => {
    const before = await traces(test);

    const { headers, body } = await request();
    const answer = await fetch(`${test.origin}/v1/media`, {
      method: "POST",
      headers: { Authorization: `Bearer ${test.adminKey}`, ...headers },
      body: body ?? null,
    });
    await expectRefusal(answer, refusal);

    expect(await traces(test)).toEqual(before);
  });

  it("refuses a body that is shorter than declared, and keeps nothing of it", async () => {
    const before = await traces(test);

    const answer = await sendTruncated(test, await readFile(mediaFile("h264.mov").path));

    expect(answer === "" || / 400 /.test(answer.split("\r\n")[0] ?? "")).toBe(true);
    await expect.poll(() => traces(test)).toEqual(before);
  });

  it.each<[string, object, Refusal]>([
    ["longer than declared", { size_bytes: 10, type: "video/mp4" }, [400, "length_mismatch", []]],
    [
      "of another digest than declared",
      {
        size_bytes: mediaFile("h264.mov").sizeBytes,
        type: "video/quicktime",
        sha256: createHash("sha256").update("other").digest("hex"),
      },
      [422, "digest_mismatch", []],
    ],
  ])("does not store an upload by link that is %s", async (_name, declared, refusal) => {
    const made = await test.api.post("/v1/media/uploads", declared);
    const before = await traces(test);

    const put = await fetch(made.upload_url, {
      method: "PUT",
      body: await readFile(mediaFile("h264.mov").path),
    });

    await expectRefusal(put, refusal);
    expect(await traces(test)).toEqual(before);
  });
});

/** Declares a whole file, sends half of it and hangs up; answers what came back. */
function sendTruncated(test: EndToEnd, bytes: Uint8Array): Promise<string> {
  const { hostname, port } = new URL(test.origin);
  return new Promise((resolve, reject) => {
    const socket = connectSocket(Number(port), hostname);
    let answer = "";
    socket.setEncoding("latin1");
    socket.on("data", (text) => {
      answer += text;
    });
    socket.on("error", reject);
    socket.on("close", () => resolve(answer));
    socket.write(
      `POST /v1/media HTTP/1.1\r\nHost: ${hostname}\r\nAuthorization: Bearer ${test.adminKey}\r\n` +
        `Content-Type: video/quicktime\r\nContent-Length: ${bytes.length}\r\n\r\n`,
    );
    socket.end(bytes.subarray(0, bytes.length / 2));
  });
}
