import { FilePathSource, Input, MATROSKA, MP4, QTFF, WEBM } from "mediabunny";

/** What a container says about itself, in the words of `manifest.json`. */
export interface VideoProbe {
  container: string;
  durationSeconds: number;
  video: { width: number; height: number; frameRate: number; codec: string | null } | null;
  audio: { codec: string | null } | null;
}

const containers: Record<string, string> = {
  MP4: "mp4",
  "QuickTime File Format": "mov",
  WebM: "webm",
};

/** Probes a file with mediabunny. Rejects when the file is no readable MP4, MOV or WebM. */
export async function probeVideo(path: string): Promise<VideoProbe> {
  using input = new Input({
    source: new FilePathSource(path),
    formats: [MP4, QTFF, WEBM, MATROSKA],
  });
  const format = await input.getFormat();
  const video = await input.getPrimaryVideoTrack();
  const audio = await input.getPrimaryAudioTrack();
  const durationSeconds = await input.computeDuration();
  return {
    container: containers[format.name] ?? format.name,
    durationSeconds: Math.round(durationSeconds * 10) / 10,
    video: video && {
      width: await video.getDisplayWidth(),
      height: await video.getDisplayHeight(),
      frameRate: Math.round((await video.computePacketStats()).averagePacketRate),
      codec: await video.getCodec(),
    },
    audio: audio && { codec: await audio.getCodec() },
  };
}
