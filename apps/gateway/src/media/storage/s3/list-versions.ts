import type { StoredFile } from "../media-storage";
import { parseS3Key } from "./s3-keys";
import { listObjects } from "./s3-objects";
import type { S3Place } from "./s3-versions";

/** Every version of every media in the bucket; other keys under the prefix are left out. */
export async function* listVersions({ client, prefix }: S3Place): AsyncGenerator<StoredFile> {
  let versions = new Map<number, StoredFile>();
  let current: string | null = null;
  for await (const { key, sizeBytes, modifiedAt } of listObjects(client, prefix)) {
    const parsed = parseS3Key(prefix, key);
    if (parsed === null) continue;
    const { id, name } = parsed;
    if (id !== current) {
      yield* versions.values();
      versions = new Map();
      current = id;
    }
    const before = versions.get(name.epoch);
    const isNewer = before === undefined || modifiedAt > before.modifiedAt;
    versions.set(name.epoch, {
      id,
      epoch: name.epoch,
      state: name.kind === "file" || before?.state === "finished" ? "finished" : "part",
      sizeBytes: (before?.sizeBytes ?? 0) + (name.kind === "segment" ? sizeBytes : 0),
      modifiedAt: isNewer ? modifiedAt : before.modifiedAt,
    });
  }
  yield* versions.values();
}
