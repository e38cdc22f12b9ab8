import { setTimeout } from "node:timers/promises";
import { StorageUnavailableError } from "@upload-post/core/errors";
import { AwsV4Signer } from "aws4fetch";
import { Agent, type Dispatcher } from "undici";
import { StoreFullError } from "../media-storage";
import { digestBody } from "./digest-body";
import { readS3Failure, type S3Failure } from "./s3-failure";
import type { S3Setting } from "./s3-setting";

/** One request. Every one of them may be repeated: keys are written once, or with the same bytes. */
export type S3Request = {
  readonly method: "GET" | "PUT" | "DELETE";
  /** Empty: the bucket itself. */
  readonly key: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
};

/** An answer with a status below 300. Its body must be read or destroyed. */
export type S3Answer = Pick<Dispatcher.ResponseData, "statusCode" | "headers" | "body">;

/** Takes what is needed from an answer; a body that breaks off meanwhile is asked for again. */
export type ReadS3Answer<Result> = (answer: S3Answer) => Promise<Result>;

/** Speaks to one bucket. */
export type S3Client = {
  /**
   * @returns `null` when there is no such key.
   * @throws StorageUnavailableError, StoreFullError
   */
  readonly send: <Result>(request: S3Request, read: ReadS3Answer<Result>) => Promise<Result | null>;
  readonly close: () => Promise<void>;
};

/** What a client needs beside its setting. */
export type S3ClientOptions = {
  readonly now: () => Date;
  /** Waits before a repetition. */
  readonly wait: (delayMs: number) => Promise<unknown>;
  /** How long the other side may say nothing. */
  readonly idleTimeoutMs: number;
};

/** The system's clock: the other side compares it with its own. */
export const systemS3Options: S3ClientOptions = {
  now: () => new Date(),
  wait: (delayMs) => setTimeout(delayMs),
  idleTimeoutMs: 30_000,
};

const CONNECT_TIMEOUT_MS = 5_000;
/** Pauses before the repetitions of a request that failed for the moment. */
const retryDelaysMs = [100, 400, 1_600];

/** Makes a client that signs every request (Signature Version 4) and names the bucket in the path. */
export function createS3Client(setting: S3Setting, options: S3ClientOptions): S3Client {
  const { idleTimeoutMs } = options;
  const agent = new Agent({
    connect: { timeout: CONNECT_TIMEOUT_MS },
    headersTimeout: idleTimeoutMs,
    bodyTimeout: idleTimeoutMs,
    pipelining: 1,
  });
  return {
    async send(request, read) {
      for (let attempt = 0; ; attempt += 1) {
        const outcome = await sendOnce(agent, setting, options, request, read);
        if ("result" in outcome) return outcome.result;
        const delayMs = retryDelaysMs[attempt];
        if (!outcome.failure.isTemporary || delayMs === undefined) throw toError(outcome.failure);
        await options.wait(delayMs);
      }
    },
    close: () => agent.destroy(),
  };
}

type Outcome<Result> = { readonly result: Result | null } | { readonly failure: S3Failure };

async function sendOnce<Result>(
  agent: Agent,
  setting: S3Setting,
  { now }: S3ClientOptions,
  request: S3Request,
  read: ReadS3Answer<Result>,
): Promise<Outcome<Result>> {
  const { endpoint, bucket, region, accessKeyId, secretAccessKey } = setting;
  const url = new URL(`${endpoint}/${bucket}/${request.key}`);
  for (const [name, value] of Object.entries(request.query ?? {}))
    url.searchParams.set(name, value);
  const { method, body = null } = request;
  const signed = await new AwsV4Signer({
    service: "s3",
    region,
    accessKeyId,
    secretAccessKey: secretAccessKey.reveal(),
    method,
    url: url.href,
    headers: { ...request.headers, "X-Amz-Content-Sha256": digestBody(body) },
    datetime: now()
      .toISOString()
      .replace(/[:-]|\.\d{3}/g, ""),
  }).sign();
  try {
    const answer = await agent.request({
      origin: endpoint,
      path: `${signed.url.pathname}${signed.url.search}`,
      method,
      headers: Object.fromEntries(signed.headers),
      body,
    });
    if (answer.statusCode < 300) return { result: await read(answer) };
    const failure = await readS3Failure(answer);
    return failure.code === "NoSuchKey" ? { result: null } : { failure };
  } catch (cause) {
    return {
      failure: { code: "unreachable", status: null, isTemporary: true, isFull: false, cause },
    };
  }
}

function toError(failure: S3Failure): Error {
  const { cause } = failure;
  if (failure.isFull) return new StoreFullError({ cause });
  const status = failure.status === null ? "" : ` with status ${failure.status}`;
  return new StorageUnavailableError({
    message:
      failure.status === null
        ? "The media store cannot be reached. Try again later; the operator should check MEDIA_S3_ENDPOINT."
        : `The media store refused${status} (${failure.code}). Try again later; the operator should check the bucket, its access key and its state.`,
    cause,
  });
}
