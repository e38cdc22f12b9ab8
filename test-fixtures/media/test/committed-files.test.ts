import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname } from "node:path";
import { describe, expect, it } from "vitest";
import manifest from "../manifest.json" with { type: "json" };
import { mediaFile, mediaFileNames } from "../src/index";
import { imageSize } from "./image-size";
import { probeVideo } from "./probe-video";

const names = mediaFileNames();

describe("the manifest", () => {
  it("names exactly the committed files", () => {
    const directory = dirname(mediaFile("photo.png").path);

    expect(readdirSync(directory).sort()).toEqual([...names].sort());
  });

  it.each(names)("records the command that wrote %s", (name) => {
    expect(manifest.files[name].command).toContain(name);
  });
});

describe.each(names)("%s", (name) => {
  const file = mediaFile(name);
  const bytes = readFileSync(file.path);
  const { probe } = manifest.files[name];

  it("has the recorded size and digest", () => {
    expect(basename(file.path)).toBe(name);
    expect(bytes.length).toBe(file.sizeBytes);
    expect(createHash("sha256").update(bytes).digest("hex")).toBe(file.sha256);
  });

  it("is what the manifest claims", async () => {
    if ("image" in probe) {
      expect(imageSize(bytes)).toEqual({ container: probe.container, ...probe.image });
    } else if (probe.container === null) {
      await expect(probeVideo(file.path)).rejects.toThrow();
    } else {
      expect(await probeVideo(file.path)).toEqual(probe);
    }
  });
});

describe("the order of boxes", () => {
  it("puts the index before the data where the manifest says so", () => {
    const bytes = readFileSync(mediaFile("vertical-h264-aac.mp4").path);

    expect(bytes.indexOf("moov")).toBeGreaterThan(0);
    expect(bytes.indexOf("moov")).toBeLessThan(bytes.indexOf("mdat"));
  });

  it("puts the index behind the data in the QuickTime file", () => {
    const bytes = readFileSync(mediaFile("h264.mov").path);

    expect(bytes.indexOf("moov")).toBeGreaterThan(bytes.indexOf("mdat"));
  });

  it("breaks the corrupt file off inside its index", () => {
    const bytes = readFileSync(mediaFile("corrupt.mp4").path);
    const indexStart = bytes.indexOf("moov") - 4;

    expect(bytes.toString("latin1", 4, 8)).toBe("ftyp");
    expect(indexStart).toBeGreaterThan(0);
    expect(indexStart + bytes.readUInt32BE(indexStart)).toBeGreaterThan(bytes.length);
  });
});
