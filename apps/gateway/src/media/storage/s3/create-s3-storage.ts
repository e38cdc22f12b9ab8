import type { ByteRange } from "@upload-post/core/connector";
import {
  type FileVersion,
  type MediaStorage,
  PartTooShortError,
  StoredFileMissingError,
} from "../media-storage";
import { readStoredRangeFrom } from "../read-stored-range";
import { createS3Reader } from "./create-s3-reader";
import { createS3Writer } from "./create-s3-writer";
import { createSegmentCache } from "./create-segment-cache";
import { listVersions } from "./list-versions";
import { createS3Client, type S3ClientOptions } from "./s3-client";
import { mediaFolder, s3Name, versionKey } from "./s3-keys";
import { deleteObject, getSmallObject, listObjects, putObject } from "./s3-objects";
import type { S3Setting } from "./s3-setting";
import { epochsOf, readFolder, readVersion, type S3Folder, type S3Place } from "./s3-versions";
import { cutSegments, lengthOf, readSegments, type Segment, writeSegments } from "./segments";

/** A shorter last segment is sent again with what follows it, so that many small pieces make few objects. */
const SHORT_SEGMENT_BYTES = 1024 * 1024;
const DELETES_AT_ONCE = 8;

/**
 * A media store in a bucket. A file is a list of segments: objects of up to 8 MiB that are written once
 * and never changed, so that a part holds exactly what was acknowledged, whoever died, and a writer that
 * wakes late can add nothing to the list of another.
 */
export function createS3Storage(setting: S3Setting, options: S3ClientOptions): MediaStorage {
  const client = createS3Client(setting, options);
  const { prefix } = setting;
  const place: S3Place = { client, prefix };
  const cache = createSegmentCache();

  const begin = async (version: FileVersion, segments: readonly Segment[]) => {
    await putObject(client, versionKey(prefix, version, { kind: "part" }), writeSegments(segments));
  };
  const deleteAll = async (keys: readonly string[]) => {
    for (let at = 0; at < keys.length; at += DELETES_AT_ONCE) {
      const some = keys.slice(at, at + DELETES_AT_ONCE);
      await Promise.all(some.map((key) => deleteObject(client, key)));
    }
  };
  return {
    async createPart(version) {
      const name = s3Name({ epoch: version.epoch, kind: "part" }).slice(0, 10);
      const existing = listObjects(client, `${mediaFolder(prefix, version.id)}${name}`);
      if ((await existing.next()).done !== true) {
        throw new Error(`The media store holds ${version.id} already.`);
      }
      await begin(version, []);
      return createS3Writer(place, version, { offsetBytes: 0, tail: new Uint8Array() });
    },
    async continuePart(version, { offsetBytes }) {
      const segments = await findSource(place, version, offsetBytes);
      await begin(version, segments);
      const last = segments.at(-1);
      const tailBytes = last !== undefined && last.bytes < SHORT_SEGMENT_BYTES ? last.bytes : 0;
      const range = { offsetBytes: offsetBytes - tailBytes, lengthBytes: tailBytes };
      const tail = await readStoredRangeFrom(
        createS3Reader(place, { id: version.id, segments }, range),
        tailBytes,
      );
      if (tail.byteLength !== tailBytes) throw new StoredFileMissingError(version.id);
      return createS3Writer(place, version, { offsetBytes, tail });
    },
    async partBytes(id) {
      const folder = await readFolder(place, id);
      let longest = 0;
      for (const epoch of epochsOf(folder)) {
        const segments = await readVersion(place, id, folder, epoch);
        longest = Math.max(longest, lengthOf(segments ?? []));
      }
      return longest;
    },
    async finish(version) {
      const folder = await readFolder(place, version.id);
      const own = folder.filter(({ epoch }) => epoch === version.epoch);
      if (own.some(({ kind }) => kind === "file")) return;
      const segments = await readVersion(place, version.id, folder, version.epoch);
      if (segments === null) throw new StoredFileMissingError(version.id);
      const key = versionKey(prefix, version, { kind: "file" });
      await putObject(client, key, writeSegments(segments));
      await deleteObject(client, versionKey(prefix, version, { kind: "part" }));
    },
    async open(version, range: ByteRange) {
      const key = versionKey(prefix, version, { kind: "file" });
      const segments = await cache.get(key, async () => {
        const text = await getSmallObject(client, key);
        if (text === null) throw new StoredFileMissingError(version.id);
        return readSegments(text);
      });
      return createS3Reader(place, { id: version.id, segments }, range);
    },
    async removeBefore({ id, epoch }) {
      const folder = await readFolder(place, id);
      const shared = await namesSharedBy(place, id, folder, epoch);
      const old = folder.filter((object) => object.epoch < epoch && !shared.has(s3Name(object)));
      await deleteAll(old.map(({ key }) => key));
      return old.length;
    },
    async remove(id) {
      // What makes a file of the segments goes first: then nobody can find half of one.
      const folder = await readFolder(place, id);
      const heads = folder.filter(({ kind }) => kind !== "segment");
      const segments = folder.filter(({ kind }) => kind === "segment");
      for (const { key } of heads) cache.forget(key);
      await deleteAll(heads.map(({ key }) => key));
      await deleteAll(segments.map(({ key }) => key));
    },
    list: () => listVersions(place),
    freeBytes: async () => null,
    async check() {
      await putObject(client, `${prefix}.probe`, Buffer.from("probe"));
    },
    close: client.close,
  };
}

/** The first bytes of the newest earlier version that has as many. */
async function findSource(
  place: S3Place,
  { id, epoch }: FileVersion,
  offsetBytes: number,
): Promise<readonly Segment[]> {
  const folder = await readFolder(place, id);
  let longest = 0;
  for (const earlier of epochsOf(folder).filter((other) => other < epoch)) {
    const segments = await readVersion(place, id, folder, earlier);
    const length = lengthOf(segments ?? []);
    if (segments !== null && length >= offsetBytes) return cutSegments(segments, offsetBytes);
    longest = Math.max(longest, length);
  }
  throw new PartTooShortError(id, longest);
}

/** What versions from an epoch on have taken over from earlier ones. */
async function namesSharedBy(
  place: S3Place,
  id: string,
  folder: S3Folder,
  fromEpoch: number,
): Promise<ReadonlySet<string>> {
  const shared = new Set<string>();
  for (const epoch of epochsOf(folder).filter((other) => other >= fromEpoch)) {
    for (const { name } of (await readVersion(place, id, folder, epoch)) ?? []) shared.add(name);
  }
  return shared;
}
