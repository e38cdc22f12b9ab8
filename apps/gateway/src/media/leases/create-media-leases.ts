import type { MediaLeases } from "@upload-post/core";
import type { MediaLease } from "@upload-post/core/connector";
import type { DatabaseTransaction } from "../../database/gateway-database";
import type { MediaDependencies } from "../media-dependencies";
import { lockMedia } from "../remove-media";
import { mediaTypes } from "../sniffing/media-type";
import { findDeliveryMedia } from "./find-delivery-media";
import {
  createLeaseToken,
  digestLeaseToken,
  leaseTokenPlace,
  PUBLIC_MEDIA_PREFIX,
} from "./lease-token";

/** Longer than platforms take to come for a file; the strictest gives up after an hour. */
const LEASE_MS = 24 * 60 * 60 * 1000;

/** Makes the leases of this gateway: secret addresses under one prefix, each for one delivery. */
export function createMediaLeases(dependencies: MediaDependencies): MediaLeases {
  const { configuration, database } = dependencies;
  return {
    async grant({ deliveryId, media }) {
      return await database.kysely.transaction().execute(async (transaction) => {
        const mediaIds = await findDeliveryMedia(transaction, deliveryId);
        const leases: MediaLease[] = [];
        for (const { mediaIndex } of media) {
          const mediaId = mediaIds[mediaIndex];
          if (mediaId === undefined) {
            throw new RangeError(`The delivery ${deliveryId} has no media number ${mediaIndex}.`);
          }
          const name = await grantOne(transaction, dependencies, { deliveryId, mediaId });
          leases.push({
            mediaIndex,
            url: `${configuration.publicUrl}${PUBLIC_MEDIA_PREFIX}${name}`,
          });
        }
        return leases;
      });
    },
    async release(deliveryId) {
      await database.kysely
        .deleteFrom("media_leases")
        .where("delivery_id", "=", deliveryId)
        .execute();
    },
  };
}

/** Answers the file name of the address: the token and the extension of the type. */
async function grantOne(
  transaction: DatabaseTransaction,
  { now, sealedValues }: MediaDependencies,
  lease: { readonly deliveryId: string; readonly mediaId: string },
): Promise<string> {
  const { deliveryId, mediaId } = lease;
  // Holding the row keeps two runs of one delivery from granting different addresses.
  const row = await lockMedia(transaction, mediaId);
  if (row?.status !== "ready" || row.type === null) {
    throw new Error(`The media ${mediaId} of delivery ${deliveryId} is not on the store.`);
  }
  const place = leaseTokenPlace(row.tenant_id, lease);
  const expires_at = new Date(now().getTime() + LEASE_MS);
  const prolonged = await transaction
    .updateTable("media_leases")
    .set({ expires_at })
    .where("delivery_id", "=", deliveryId)
    .where("media_id", "=", mediaId)
    .returning("sealed_token")
    .executeTakeFirst();
  const token =
    prolonged === undefined ? createLeaseToken() : sealedValues.open(place, prolonged.sealed_token);
  if (prolonged === undefined) {
    await transaction
      .insertInto("media_leases")
      .values({
        delivery_id: deliveryId,
        media_id: mediaId,
        token_digest: digestLeaseToken(token),
        sealed_token: sealedValues.seal(place, token),
        expires_at,
      })
      .execute();
  }
  return `${token}.${mediaTypes[row.type].extension}`;
}
