import { createSecret } from "@upload-post/core/connector";
import { z } from "zod";
import type { S3Setting } from "../media/storage/s3/s3-setting";
import type { VariableProblem } from "./configuration-problem";
import { originSchema } from "./origin-schema";
import type { VariableTable, VariableValues } from "./variable";

/** The variables of an S3-compatible media store. */
export const s3Variables = {
  MEDIA_S3_ENDPOINT: {
    schema: originSchema("https://s3.eu-central-1.amazonaws.com").optional(),
    meaning:
      "origin of an S3-compatible service for media, addressed as `endpoint/bucket/key`; absent: media lie in DATA_DIR",
    defaultText: "–",
    secret: false,
  },
  MEDIA_S3_BUCKET: {
    schema: z
      .string()
      .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, "is not the name of a bucket")
      .optional(),
    meaning: "bucket of the media; must exist",
    defaultText: "–",
    secret: false,
  },
  MEDIA_S3_REGION: {
    schema: z
      .string()
      .regex(/^[a-z0-9-]{1,64}$/, "is not the name of a region")
      .default("us-east-1"),
    meaning: "region that requests are signed for",
    defaultText: "us-east-1",
    secret: false,
  },
  MEDIA_S3_PREFIX: {
    schema: z
      .string()
      .regex(/^[A-Za-z0-9_/-]{1,200}$/, "may have letters, digits, -, _ and / only")
      .transform((text) => `${text.replace(/^\/+|\/+$/g, "")}/`)
      .default("media/"),
    meaning: "what the keys of media begin with; nothing else may lie under it",
    defaultText: "media/",
    secret: false,
  },
  MEDIA_S3_ACCESS_KEY_ID: {
    schema: z
      .string()
      .regex(/^[\x21-\x7e]{1,256}$/, "must be printable ASCII without spaces")
      .optional(),
    meaning: "access key id for the bucket",
    defaultText: "–",
    secret: false,
  },
  MEDIA_S3_SECRET_ACCESS_KEY: {
    schema: z.string().transform(createSecret).optional(),
    meaning: "secret access key for the bucket",
    defaultText: "–",
    secret: true,
  },
} satisfies VariableTable;

type Values = VariableValues<typeof s3Variables>;

/** The media store that the variables describe; `null` when they describe none, or not all of it. */
export function s3Setting(values: Values): S3Setting | null {
  const { MEDIA_S3_ENDPOINT: endpoint, MEDIA_S3_BUCKET: bucket } = values;
  const { MEDIA_S3_ACCESS_KEY_ID: accessKeyId, MEDIA_S3_SECRET_ACCESS_KEY: secretAccessKey } =
    values;
  if (endpoint === undefined || bucket === undefined) return null;
  if (accessKeyId === undefined || secretAccessKey === undefined) return null;
  const { MEDIA_S3_REGION: region, MEDIA_S3_PREFIX: prefix } = values;
  return { endpoint, bucket, region, prefix, accessKeyId, secretAccessKey };
}

/** A store that is described by half is a mistake: media would silently lie elsewhere. */
export function s3Problems(values: Values): VariableProblem[] {
  const needed = [
    "MEDIA_S3_ENDPOINT",
    "MEDIA_S3_BUCKET",
    "MEDIA_S3_ACCESS_KEY_ID",
    "MEDIA_S3_SECRET_ACCESS_KEY",
  ] as const;
  const missing = needed.filter((name) => values[name] === undefined);
  if (missing.length === 0 || missing.length === needed.length) return [];
  return missing.map((name) => ({
    name,
    message:
      "is required when any of MEDIA_S3_ENDPOINT, MEDIA_S3_BUCKET, MEDIA_S3_ACCESS_KEY_ID and MEDIA_S3_SECRET_ACCESS_KEY is set; set all of them, or none to keep media in DATA_DIR.",
  }));
}
