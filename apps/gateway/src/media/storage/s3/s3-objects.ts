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
  const status = await client.send({ method: "PUT", key, body }, discard);
  if (status === null) throw contractBroken("a PUT was answered with NoSuchKey");
}

/** Begins to read `lengthBytes` bytes (at least one) from `offsetBytes` on; `null` when there is no such object. */
export async function getObjectRange(
  client: S3Client,
  key: string,
  { offsetBytes, lengthBytes }: { readonly offsetBytes: number; readonly lengthBytes: number },
): Promise<S3Answer["body"] | null> {
  const last = offsetBytes + lengthBytes - 1;
  const headers = { Range: `bytes=${offsetBytes}-${last}` };
  const answer = await client.send({ method: "GET", key, headers }, async (got) => got);
  if (answer === null) return null;
  // Whoever does not know ranges would send other bytes than were asked for.
  if (answer.statusCode === 206) return answer.body;
  answer.body.destroy();
  throw contractBroken("a range was answered with the whole object");
}

/** Reads a small object; `null` when there is none. */
export async function getSmallObject(client: S3Client, key: string): Promise<string | null> {
  return await client.send({ method: "GET", key }, readText);
}

/** Removes an object. Removing what is not there does nothing. */
export async function deleteObject(client: S3Client, key: string): Promise<void> {
  await client.send({ method: "DELETE", key }, discard);
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

const readText = ({ body }: S3Answer) => body.text();

async function discard({ body, statusCode }: S3Answer): Promise<number> {
  await body.dump();
  return statusCode;
}

async function listPage(client: S3Client, prefix: string, token: string | undefined) {
  const query = {
    "list-type": "2",
    "max-keys": PAGE_OBJECTS,
    prefix,
    ...(token === undefined ? {} : { "continuation-token": token }),
  };
  const text = await client.send({ method: "GET", key: "", query }, readText);
  if (text === null) throw contractBroken("a list was answered with NoSuchKey");
  const page = pageSchema.safeParse(parser.parse(text));
  if (page.success) return page.data.ListBucketResult;
  throw contractBroken("a list is not what S3 answers", page.error);
}

function contractBroken(what: string, cause?: unknown): StorageUnavailableError {
  return new StorageUnavailableError({
    message: `The media store does not speak S3 as expected: ${what}. The operator should check MEDIA_S3_ENDPOINT.`,
    cause,
  });
}
