import { FilePathSource, Input, MP4, QTFF, WEBM } from "mediabunny";
import type { VideoFacts } from "../publish/publish-task";

/** Measures a video file; null when it is no MP4, MOV or WebM with a video track in it. */
export async function probeVideo(path: string): Promise<VideoFacts | null> {
  const input = new Input({ source: new FilePathSource(path), formats: [MP4, QTFF, WEBM] });
  try {
    const track = await input.getPrimaryVideoTrack();
    if (track === null) {
      return null;
    }
    const { averagePacketRate } = await track.computePacketStats();
    return {
      codec: (await track.getCodec()) ?? "unknown",
      width: await track.getDisplayWidth(),
      height: await track.getDisplayHeight(),
      frameRate: averagePacketRate,
      durationSeconds: await input.computeDuration(),
    };
  } catch {
    // Whatever the parser cannot read is, to TikTok, a file of the wrong format.
    return null;
  } finally {
    input.dispose();
  }
}
