import type { Configuration } from "../../configuration/configuration";
import { mediaDirectory } from "../../operations/default-readiness-checks";
import { createDirectoryStorage } from "./create-directory-storage";
import type { MediaStorage } from "./media-storage";
import { createS3Storage } from "./s3/create-s3-storage";
import { systemS3Options } from "./s3/s3-client";

/** The media store that the operator has chosen: a bucket, or the data directory. */
export function createMediaStorage(
  configuration: Pick<Configuration, "dataDir" | "mediaS3">,
): MediaStorage {
  const { mediaS3 } = configuration;
  return mediaS3 === null
    ? createDirectoryStorage(mediaDirectory(configuration))
    : createS3Storage(mediaS3, systemS3Options);
}
