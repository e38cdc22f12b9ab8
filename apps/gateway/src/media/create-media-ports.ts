import type { MediaFacts, MediaSource } from "@upload-post/core/connector";
import type { DatabaseTransaction } from "../database/gateway-database";
import { findMediaRows } from "./find-media";
import { holdMedia } from "./hold-media";
import { mediaFacts } from "./media";
import type { MediaDependencies } from "./media-dependencies";
import { createStoredMediaSource } from "./storage/create-stored-media-source";

/** What other rooms do with media. */
export interface MediaPorts {
  /** Ready media of the tenant, by id, in order; `null` where there is none. */
  findMedia(
    tenantId: string,
    mediaIds: readonly string[],
  ): Promise<readonly ({ readonly id: string; readonly facts: MediaFacts } | null)[]>;
  /**
   * Keeps media for deliveries, in the transaction that creates them.
   *
   * @throws ApiError `unknown_reference` for a media that was removed meanwhile.
   */
  holdMedia(transaction: DatabaseTransaction, mediaIds: readonly string[]): Promise<void>;
  /** What is known of media, in order; also after the bytes are gone. */
  describeMedia(tenantId: string, mediaIds: readonly string[]): Promise<readonly MediaFacts[]>;
  /** The bytes of media, in order. */
  openMedia(tenantId: string, mediaIds: readonly string[]): Promise<readonly MediaSource[]>;
}

/** Makes the ports on the gateway's own media. */
export function createMediaPorts(dependencies: MediaDependencies): MediaPorts {
  const known = async (tenantId: string, mediaIds: readonly string[]) => {
    const rows = await findMediaRows(dependencies, tenantId, mediaIds);
    return rows.map((row, index) => {
      const facts = row === null ? null : mediaFacts(row);
      if (row === null || facts === null) {
        throw new Error(`Nothing is known of the media ${mediaIds[index]} that a post names.`);
      }
      return { row, facts };
    });
  };
  return {
    async findMedia(tenantId, mediaIds) {
      const rows = await findMediaRows(dependencies, tenantId, mediaIds);
      return rows.map((row) => {
        const facts = row?.status === "ready" ? mediaFacts(row) : null;
        return row === null || facts === null ? null : { id: row.id, facts };
      });
    },
    holdMedia: (transaction, mediaIds) => holdMedia(dependencies, transaction, mediaIds),
    describeMedia: async (tenantId, mediaIds) =>
      (await known(tenantId, mediaIds)).map(({ facts }) => facts),
    openMedia: async (tenantId, mediaIds) =>
      (await known(tenantId, mediaIds)).map(({ row, facts }) =>
        createStoredMediaSource(dependencies.storage, row, facts),
      ),
  };
}
