import type { Configuration } from "../configuration/configuration";
import { createMediaStorage } from "../media/storage/create-media-storage";
import { type Finding, ok, problem } from "./finding";

/** Can the bucket of the media be written to? Nothing to say when they lie in the data directory. */
export async function examineBucket(
  configuration: Pick<Configuration, "dataDir" | "mediaS3">,
): Promise<Finding[]> {
  const { mediaS3 } = configuration;
  if (mediaS3 === null) return [];
  const { bucket, endpoint } = mediaS3;
  const storage = createMediaStorage(configuration);
  try {
    await storage.check();
    return [ok(`Media can be written to the bucket ${bucket} at ${endpoint}.`)];
  } catch (error) {
    const why = error instanceof Error ? error.message : "It failed.";
    return [problem(`Media cannot be written to the bucket ${bucket} at ${endpoint}: ${why}`)];
  } finally {
    await storage.close();
  }
}
