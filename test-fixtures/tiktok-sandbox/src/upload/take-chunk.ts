import type { IncomingMessage } from "node:http";
import { commitTask } from "../publish/create-task";
import { processMedia } from "../publish/process-media";
import type { PublishTask } from "../publish/publish-task";
import type { RuleId } from "../rules/rule-matrix";
import type { SandboxReply } from "../server/exchange";
import type { World } from "../world/world";
import { type ChunkHeaders, parseChunkHeaders } from "./chunk-headers";
import { judgeChunk } from "./judge-chunk";
import { receiveChunk } from "./receive-chunk";
import type { UploadSession } from "./upload-session";

/**
 * The upload host's state machine (MT): 404 without a task, 403 after an hour, 400 for bad headers,
 * 416 for the wrong place, then 206 or, with the last byte, 201. Null: the sender went away.
 */
export async function takeChunk(
  world: World,
  request: IncomingMessage,
  url: URL,
): Promise<SandboxReply | null> {
  if (request.method !== "PUT") {
    return refusal(405, "upload.put_only");
  }
  const session = findSession(world, url);
  const task = session && world.tasks.get(session.publishId);
  if (session === undefined || task === undefined || task.status === "FAILED") {
    return refusal(404, session === undefined ? "upload.task_known" : "upload.task_alive");
  }
  if (world.clock.now() >= session.expiresAt) {
    return refusal(403, "upload.url_expires");
  }
  const chunk = parseChunkHeaders(request.headers);
  if ("rule" in chunk) {
    return refusal(400, chunk.rule);
  }
  await supersede(session);
  const verdict = judgeChunk(world, session, chunk);
  switch (verdict.kind) {
    case "refuse":
      return refusal(verdict.status, verdict.rule);
    case "known":
      request.resume();
      return accepted(world, session);
    case "store":
      return storeChunk(world, task, session, chunk, request);
  }
}

function findSession(world: World, url: URL): UploadSession | undefined {
  const session = world.uploads.get(url.searchParams.get("upload_id") ?? "");
  const right =
    url.pathname === "/video/" && session?.token === url.searchParams.get("upload_token");
  return right ? session : undefined;
}

// A sender that lost its connection may be back before the broken one is noticed here.
async function supersede(session: UploadSession): Promise<void> {
  while (session.active !== null) {
    session.active.abort();
    await session.active.ended;
  }
}

async function storeChunk(
  world: World,
  task: PublishTask,
  session: UploadSession,
  chunk: ChunkHeaders,
  request: IncomingMessage,
): Promise<SandboxReply | null> {
  const receiving = receiveChunk(request, session.path, chunk.first);
  const active = {
    abort: () => {
      request.destroy();
    },
    ended: receiving.then(
      () => undefined,
      () => undefined,
    ),
  };
  session.active = active;
  let received: number;
  try {
    received = await receiving;
  } finally {
    session.active = null;
  }
  if (received !== chunk.length) {
    return null;
  }
  if (world.clock.now() >= session.expiresAt) {
    return refusal(403, "upload.url_expires");
  }
  if (task.status === "FAILED") {
    return refusal(404, "upload.task_alive");
  }
  session.receivedBytes = chunk.last + 1;
  task.uploadedBytes = session.receivedBytes;
  if (session.receivedBytes === session.plan.videoSize) {
    commitTask(world, task, "last-chunk");
    processMedia(world, task, [session.path]);
  }
  return accepted(world, session);
}

function accepted(world: World, session: UploadSession): SandboxReply {
  const { videoSize } = session.plan;
  const complete = session.receivedBytes === videoSize;
  const told =
    world.switches.uploadedBytesMeaning === "count"
      ? session.receivedBytes
      : session.receivedBytes - 1;
  return {
    status: complete ? 201 : 206,
    headers: { "content-range": `bytes 0-${told}/${videoSize}` },
    body: "",
    note: { publishId: session.publishId },
  };
}

// The body of a refusal is undocumented, so there is none.
function refusal(status: number, rule: RuleId): SandboxReply {
  return { status, headers: {}, body: "", note: { rule } };
}
