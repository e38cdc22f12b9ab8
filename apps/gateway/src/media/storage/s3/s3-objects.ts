import { StorageUnavailableError } from "@upload-post/core/errors";
import { XMLParser } from "fast-xml-parser";
import { z } from "zod";
import type { S3Answer, S3Client } from "./s3-client";

/** One object of the bucket. */
export type S3Object = {
  readonly key: string;
  readonly sizeBytes: number;
  readonly modifiedAt: Date;
};

/** A page of a list may be no larger. */
const PAGE_OBJECTS = "1000";

const parser = new XMLParser({
  ignoreAttributes: true,
  parseTagValue: false,
  isArray: (name) => name === "Contents",
});

const pageSchema = z.object({
  ListBucketResult: z.object({
    NextContinuationToken: z.string().optional(),
    Contents: z
      .array(
        z.object({
          Key: z.string(),
          Size: z.string().regex(/^\d{1,15}$/),
          LastModified: z.iso.datetime({ offset: true }),
        }),
      )
      .default([]),
  }),
});

/** Stores an object, whole or not at all. */
export async function putObject(client: S3Client, key: string, body: Uint8Array): Promise<void> {
  const answer = await client.send({ method: "PUT", key, body });
  if (answer === null) throw contractBroken("a PUT was answered with NoSuchKey");
  await answer.body.dump();
}

/** Begins to read `lengthBytes` bytes (at least one) from `offsetBytes` on; `null` when there is no such object. */
export async function getObjectRange(
  client: S3Client,
  key: string,
  { offsetBytes, lengthBytes }: { readonly offsetBytes: number; readonly lengthBytes: number },
): Promise<S3Answer["body"] | null> {
  const last = offsetBytes + lengthBytes - 1;
  const headers = { Range: `bytes=${offsetBytes}-${last}` };
  const answer = await client.send({ method: "GET", key, headers });
  if (answer === null) return null;
  // Whoever does not know ranges would send other bytes than were asked for.
  if (answer.statusCode === 206) return answer.body;
  answer.body.destroy();
  throw contractBroken("a range was answered with the whole object");
}

/** Reads a small object; `null` when there is none. */
export async function getSmallObject(client: S3Client, key: string): Promise<string | null> {
  const answer = await client.send({ method: "GET", key });
  return answer === null ? null : await answer.body.text();
}

/** Removes an object. Removing what is not there does nothing. */
export async function deleteObject(client: S3Client, key: string): Promise<void> {
  const answer = await client.send({ method: "DELETE", key });
  await answer?.body.dump();
}

/** Every object whose key begins with the prefix, in the order of the keys. */
export async function* listObjects(client: S3Client, prefix: string): AsyncGenerator<S3Object> {
  let token: string | undefined;
  do {
    const page = await listPage(client, prefix, token);
    for (const { Key, Size, LastModified } of page.Contents) {
      yield { key: Key, sizeBytes: Number(Size), modifiedAt: new Date(LastModified) };
    }
    token = page.NextContinuationToken;
  } while (token !== undefined);
}

async function listPage(client: S3Client, prefix: string, token: string | undefined) {
  const query = {
    "list-type": "2",
    "max-keys": PAGE_OBJECTS,
    prefix,
    ...(token === undefined ? {} : { "continuation-token": token }),
  };
  const answer = await client.send({ method: "GET", key: "", query });
  if (answer === null) throw contractBroken("a list was answered with NoSuchKey");
  const page = pageSchema.safeParse(parser.parse(await answer.body.text()));
  if (page.success) return page.data.ListBucketResult;
  throw contractBroken("a list is not what S3 answers", page.error);
}

function contractBroken(what: string, cause?: unknown): StorageUnavailableError {
  return new StorageUnavailableError({
    message: `The media store does not speak S3 as expected: ${what}. The operator should check MEDIA_S3_ENDPOINT.`,
    cause,
  });
}
