import type { MediaStorage } from "../storage/media-storage";
import { storageFull } from "./storage-account";

/** reliability 6.1: a file system that is full to the brim fails for everybody on it. */
const MARGIN = 1.1;

/**
 * Refuses bytes that the store's file system has no room for, whatever the configured limit says.
 *
 * @throws ApiError `storage_full`
 */
export async function requireFreeSpace(storage: MediaStorage, bytes: number): Promise<void> {
  const freeBytes = await storage.freeBytes();
  if (freeBytes !== null && freeBytes < bytes * MARGIN) throw storageFull();
}
