import type { Checkpoint } from "@upload-post/core/connector";
import { UnsupportedError } from "@upload-post/core/errors";
import { z } from "zod";

const version = 1;

const uploadTicketSchema = z.object({
  /** Carries `upload_token`: a bearer secret. */
  url: z.string(),
  /** Just before init was asked, ISO 8601: the address lives for an hour from about then. */
  issuedAt: z.string(),
  /** Whether a transfer plan with this address was ever given out. */
  handedOut: z.boolean(),
});

const checkpointDataSchema = z.object({
  /** The handle by creator info, for the post's address; `null` when it was not asked. */
  username: z.string().nullable(),
  publishId: z.string().nullable(),
  upload: uploadTicketSchema.nullable(),
  /** When the result was first asked for, ISO 8601. */
  awaitingSince: z.string().nullable(),
});

/** Where bytes may be sent, and since when. */
export type UploadTicket = Readonly<z.infer<typeof uploadTicketSchema>>;

/** What the connector remembers between steps. */
export type CheckpointData = {
  readonly username: string | null;
  readonly publishId: string | null;
  readonly upload: UploadTicket | null;
  readonly awaitingSince: string | null;
};

/** Nothing has happened yet. */
export const emptyCheckpoint: CheckpointData = {
  username: null,
  publishId: null,
  upload: null,
  awaitingSince: null,
};

/** Puts the connector's memory under its version. */
export function writeCheckpoint(data: CheckpointData): Checkpoint {
  const { username, publishId, upload, awaitingSince } = data;
  return { version, data: { username, publishId, upload, awaitingSince } };
}

/**
 * Reads it back.
 *
 * @throws UnsupportedError for a checkpoint of a newer release: let that release finish it.
 */
export function readCheckpoint(checkpoint: Checkpoint): CheckpointData {
  const parsed = checkpointDataSchema.safeParse(checkpoint.data);
  if (checkpoint.version === version && parsed.success) return parsed.data;
  throw new UnsupportedError({
    message: `This release of the TikTok connector cannot read a checkpoint of version ${checkpoint.version}. Continue the delivery with the release that wrote it.`,
  });
}
