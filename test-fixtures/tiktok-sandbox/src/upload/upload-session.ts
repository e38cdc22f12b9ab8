import type { ChunkPlan } from "../publish/file-source";

/** One upload URL and what has arrived at it. */
export interface UploadSession {
  readonly uploadId: string;
  readonly token: string;
  readonly url: string;
  readonly publishId: string;
  readonly plan: ChunkPlan;
  /** Epoch ms of the sandbox's clock; MT: one hour after issue. */
  readonly expiresAt: number;
  /** The file that grows. */
  readonly path: string;
  /** Acknowledged bytes: whole chunks only. */
  receivedBytes: number;
  /** The chunk being received, if any. */
  active: ActiveChunk | null;
}

/** A chunk on its way in. */
export interface ActiveChunk {
  /** Cuts its connection; nothing of it is kept. */
  readonly abort: () => void;
  /** Resolves when nothing more of it will be written. */
  readonly ended: Promise<void>;
}

/** The byte range that must come next; null when the file is complete. */
export function nextRange(session: UploadSession): { first: number; last: number } | null {
  const { videoSize, chunkSize, totalChunkCount } = session.plan;
  if (session.receivedBytes >= videoSize) {
    return null;
  }
  const index = Math.floor(session.receivedBytes / chunkSize);
  const final = index >= totalChunkCount - 1;
  const first = session.receivedBytes;
  return { first, last: final ? videoSize - 1 : first + chunkSize - 1 };
}

/** Whether a range is exactly a chunk that was accepted before. */
export function isAcceptedChunk(
  session: UploadSession,
  range: { first: number; last: number },
): boolean {
  const { videoSize, chunkSize, totalChunkCount } = session.plan;
  const index = range.first / chunkSize;
  if (!Number.isInteger(index) || index >= totalChunkCount) {
    return false;
  }
  const end = index === totalChunkCount - 1 ? videoSize : range.first + chunkSize;
  return range.last === end - 1 && end <= session.receivedBytes;
}
