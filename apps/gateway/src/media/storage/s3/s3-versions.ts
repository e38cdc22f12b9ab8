import type { S3Client } from "./s3-client";
import { mediaFolder, parseS3Name, type S3Name, s3Name } from "./s3-keys";
import { getSmallObject, listObjects } from "./s3-objects";
import { cutSegments, lengthOf, readSegments, type Segment } from "./segments";

/** Where the media lie. */
export type S3Place = { readonly client: S3Client; readonly prefix: string };

/** Everything that the bucket holds of one media. */
export type S3Folder = readonly (S3Name & { readonly key: string; readonly sizeBytes: number })[];

/** Lists a media's objects. */
export async function readFolder({ client, prefix }: S3Place, id: string): Promise<S3Folder> {
  const folder = mediaFolder(prefix, id);
  const found: S3Folder[number][] = [];
  for await (const { key, sizeBytes } of listObjects(client, folder)) {
    const name = parseS3Name(key.slice(folder.length));
    if (name !== null) found.push({ ...name, key, sizeBytes });
  }
  return found;
}

/** The epochs of parts and finished files, newest first. */
export function epochsOf(folder: S3Folder): readonly number[] {
  const heads = folder.filter(({ kind }) => kind !== "segment").map(({ epoch }) => epoch);
  return [...new Set(heads)].toSorted((left, right) => right - left);
}

/** What a version consists of; `null` when there is none, or no longer. */
export async function readVersion(
  { client, prefix }: S3Place,
  id: string,
  folder: S3Folder,
  epoch: number,
): Promise<readonly Segment[] | null> {
  const ofEpoch = folder.filter((object) => object.epoch === epoch);
  const isFinished = ofEpoch.some(({ kind }) => kind === "file");
  const head = `${mediaFolder(prefix, id)}${s3Name({ epoch, kind: isFinished ? "file" : "part" })}`;
  const text = await getSmallObject(client, head);
  if (text === null) return null;
  if (isFinished) return readSegments(text);
  let segments = readSegments(text);
  for (const object of ofEpoch) {
    if (object.kind !== "segment") continue;
    // Behind a gap there is nothing that anybody was told of.
    if (object.offsetBytes > lengthOf(segments)) break;
    const name = s3Name({ epoch, kind: "segment", offsetBytes: object.offsetBytes });
    segments = [...cutSegments(segments, object.offsetBytes), { name, bytes: object.sizeBytes }];
  }
  return segments;
}
