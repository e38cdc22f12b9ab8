import type { Reservation } from "../accounting/reservation";
import type { MediaDependencies } from "../media-dependencies";
import { SNIFFED_BYTES } from "../sniffing/sniff-media-type";
import type { FileVersion } from "../storage/media-storage";
import { createBodyPace } from "./body-pace";
import {
  type DeclaredMedia,
  requireDeclaredSize,
  requireDigest,
  requireType,
  tooLarge,
} from "./declared-media";
import { guardBody } from "./guard-body";
import type { IncomingBody } from "./incoming-body";
import { type WrittenBody, writeBody } from "./write-body";

/** A body that begins a file. */
export type BodyToReceive = {
  readonly version: FileVersion;
  readonly body: IncomingBody;
  readonly declared: DeclaredMedia;
  readonly reservation: Reservation;
  /** Ends the body with its reason. */
  readonly signal: AbortSignal;
};

/**
 * Puts a whole body into the part of a media and finishes the file. Refuses it as early as its bytes
 * allow: the type with the first 4 KB, the size with the first byte too many.
 *
 * @throws ApiError for every fault of the sender.
 */
export async function receiveBody(
  { configuration, every, now, storage }: MediaDependencies,
  { version, body, declared, reservation, signal }: BodyToReceive,
): Promise<WrittenBody> {
  const maxBytes = declared.sizeBytes ?? configuration.mediaMaxBytes;
  const writer = await storage.createPart(version);
  let written: WrittenBody;
  try {
    written = await writeBody({
      body: guardBody(body, { pace: createBodyPace(now), every, signal }),
      writer,
      onWritten: () => {},
      keepsBrokenBody: false,
      headBytes: SNIFFED_BYTES,
      inspectHead: (head) => {
        if (head.byteLength > 0) requireType(head, declared.type);
      },
      accept: async (totalBytes) => {
        if (totalBytes > maxBytes) {
          requireDeclaredSize(totalBytes, declared.sizeBytes);
          throw tooLarge(maxBytes);
        }
        await reservation.cover(totalBytes);
      },
    });
    await writer.flush();
  } finally {
    await writer.close();
  }
  requireDeclaredSize(written.sizeBytes, declared.sizeBytes);
  requireDigest(written.sha256, declared.sha256);
  await storage.finish(version);
  return written;
}
