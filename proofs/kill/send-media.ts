import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { type Agent, codeOf } from "./agent";
import type { UniqueMedia } from "./unique-media";

const mediaSchema = z.object({ id: z.string(), status: z.string() });
const uploadSchema = z.object({ media_id: z.string(), upload_url: z.url() });

/** Stores a file in one request, repeated under one key until it is answered. */
export async function sendMedia(agent: Agent, media: UniqueMedia, key: string): Promise<string> {
  const answer = await agent.call({
    method: "POST",
    path: "/v1/media",
    body: new Uint8Array(media.bytes),
    headers: { "Content-Type": media.type, "Idempotency-Key": key },
  });
  if (answer.status !== 201 && answer.status !== 200) throw refused("The media", answer);
  return mediaSchema.parse(answer.body).id;
}

/** Stores a file over tus, piece by piece, going on from wherever the gateway says it is. */
export async function sendMediaInPieces(
  agent: Agent,
  media: UniqueMedia,
  key: string,
  options: { readonly pieceBytes: number; readonly giveUp: AbortSignal },
): Promise<string> {
  const made = await agent.call({
    method: "POST",
    path: "/v1/media/uploads",
    json: { size_bytes: media.bytes.length, type: media.type, sha256: media.sha256 },
    headers: { "Idempotency-Key": key },
  });
  if (made.status !== 201 && made.status !== 200) throw refused("The upload link", made);
  const { media_id: id, upload_url: url } = uploadSchema.parse(made.body);
  const tus = { "Tus-Resumable": "1.0.0" };
  while (!options.giveUp.aborted) {
    const state = await agent.call({ method: "GET", path: `/v1/media/${id}` });
    if (state.status === 200 && mediaSchema.parse(state.body).status === "ready") return id;
    const head = await agent.call({ method: "HEAD", path: url, headers: tus });
    const offset = Number(head.headers.get("upload-offset") ?? 0);
    if (offset >= media.bytes.length) continue;
    const piece = new Uint8Array(media.bytes.subarray(offset, offset + options.pieceBytes));
    const headers = {
      ...tus,
      "Upload-Offset": String(offset),
      "Content-Type": "application/offset+octet-stream",
    };
    try {
      await agent.once({ method: "PATCH", path: url, body: piece, headers });
    } catch {
      // Broken off in the middle of a piece: the next HEAD says what is left of it.
      await sleep(100);
    }
  }
  throw new Error("An upload did not end in time.");
}

/** An answer that no repetition will better. */
export function refused(what: string, answer: Parameters<typeof codeOf>[0]): Error {
  return new Error(`${what} was answered ${answer.status} ${codeOf(answer)}.`);
}
