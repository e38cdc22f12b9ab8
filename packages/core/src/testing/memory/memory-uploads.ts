import { createHash } from "node:crypto";
import { MemoryRefusal } from "./memory-wire";

/** One upload target: bytes that nobody sees yet. */
export type MemoryUpload = {
  readonly id: string;
  readonly sizeBytes: number;
  readonly partSizeBytes: number;
  /** By part index; one entry for uploads that are one growing range. */
  readonly parts: Map<number, Uint8Array>;
  /** It is forgotten then, complete or not. */
  readonly expiresAt: Date;
  /** What becomes a post on the last byte; `null` when a later call does that. */
  readonly publishes: MemoryUploadIntent | null;
};

/** The post that an upload completes into. */
export type MemoryUploadIntent = {
  readonly mode: "publish" | "draft";
  readonly text: string | null;
  readonly audience: string;
};

/** The upload targets of the memory platform. */
export type MemoryUploads = {
  open(upload: Pick<MemoryUpload, "sizeBytes" | "partSizeBytes" | "publishes">): MemoryUpload;
  /** @throws MemoryRefusal 404 `upload_gone` for an unknown or forgotten id, an hour after it was opened. */
  get(id: string): MemoryUpload;
  /** How many bytes each open upload holds. */
  held(): Readonly<Record<string, number>>;
  /** Forgets every upload before its time. */
  expireAll(): void;
  drop(id: string): boolean;
};

const lifeMs = 60 * 60_000;

/** Makes no uploads yet. */
export function createMemoryUploads(now: () => Date): MemoryUploads {
  const uploads = new Map<string, MemoryUpload>();
  let serial = 0;
  return {
    open(request) {
      serial += 1;
      const id = `upload-${serial}`;
      const expiresAt = new Date(now().getTime() + lifeMs);
      const upload = { ...request, id, expiresAt, parts: new Map<number, Uint8Array>() };
      uploads.set(upload.id, upload);
      return upload;
    },
    get(id) {
      const upload = uploads.get(id);
      if (upload === undefined || upload.expiresAt <= now())
        throw new MemoryRefusal(404, "upload_gone");
      return upload;
    },
    held: () =>
      Object.fromEntries([...uploads].map(([id, upload]) => [id, receivedBytes(upload).length])),
    expireAll: () => uploads.clear(),
    drop: (id) => uploads.delete(id),
  };
}

/** Everything an upload holds so far, in order. */
export function receivedBytes(upload: MemoryUpload): Buffer {
  const indexes = [...upload.parts.keys()].sort((a, b) => a - b);
  return Buffer.concat(indexes.map((index) => upload.parts.get(index) ?? new Uint8Array()));
}

/** Digest and size of what arrived. */
export function digestOf(bytes: Uint8Array): { sha256: string; sizeBytes: number } {
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return { sha256, sizeBytes: bytes.byteLength };
}
