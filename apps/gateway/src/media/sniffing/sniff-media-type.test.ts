import { readFile } from "node:fs/promises";
import { mediaFile, mediaFileNames } from "@upload-post/test-media";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isMediaType } from "./media-type";
import { sniffMediaType } from "./sniff-media-type";

describe("sniffing", () => {
  it.each(mediaFileNames())("tells what %s is", async (name) => {
    const file = mediaFile(name);
    const head = (await readFile(file.path)).subarray(0, 4096);
    // The sound-only file is an MP4 by its brand; probing refuses it.
    const expected = name === "not-a-video.txt" ? null : file.type;
    expect(sniffMediaType(head)).toBe(expected);
  });

  it.each([
    ["isom", [], "video/mp4"],
    ["M4V ", [], "video/mp4"],
    ["XAVC", ["XAVC", "mp42", "iso2"], "video/mp4"],
    ["isom", ["qt  "], "video/mp4"],
    ["qt  ", ["mp42"], "video/quicktime"],
    ["heic", ["mif1", "iso8"], null],
    ["avif", ["mif1", "iso8"], null],
    ["M4A ", ["mp42", "isom"], null],
    ["3gp5", ["3gp4"], null],
    ["zzzz", [], null],
  ])("takes the brand %s with %j for %s", (major, compatible, expected) => {
    expect(sniffMediaType(ftyp(major, compatible))).toBe(expected);
  });

  it("looks for compatible brands inside the box only", () => {
    const box = Buffer.concat([ftyp("zzzz", []), Buffer.from("isom")]);
    expect(sniffMediaType(box)).toBeNull();
  });

  it("refuses Matroska, which has the same header as WebM", () => {
    expect(sniffMediaType(ebml("webm"))).toBe("video/webm");
    expect(sniffMediaType(ebml("webm\0\0"))).toBe("video/webm");
    expect(sniffMediaType(ebml("matroska"))).toBeNull();
    expect(sniffMediaType(ebml("webmx"))).toBeNull();
  });

  it.each([
    ["nothing", Buffer.alloc(0)],
    ["one byte", Buffer.from([0xff])],
    ["an AVI", Buffer.from("RIFF\x10\x00\x00\x00AVI LIST")],
    ["a GIF", Buffer.from("GIF89a")],
    ["a PNG signature alone", Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])],
    ["an ftyp without a brand", Buffer.from("\0\0\0\x08ftyp")],
    ["HTML", Buffer.from("<!doctype html><title>Sign in</title>")],
  ])("refuses %s", (_name, bytes) => {
    expect(sniffMediaType(bytes)).toBeNull();
  });

  it("answers a type or null for any bytes behind any signature", () => {
    const signatures = [
      [0xff, 0xd8, 0xff],
      [0x1a, 0x45, 0xdf, 0xa3],
      [...Buffer.from("\0\0\0\x18ftyp", "latin1")],
      [...Buffer.from("RIFF", "latin1")],
      [],
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...signatures),
        fc.uint8Array({ maxLength: 5000 }),
        (signature, rest) => {
          const type = sniffMediaType(Uint8Array.from([...signature, ...rest]));
          return type === null || isMediaType(type);
        },
      ),
    );
  });
});

function ftyp(major: string, compatible: readonly string[]): Buffer {
  const size = Buffer.alloc(4);
  size.writeUInt32BE(16 + 4 * compatible.length);
  return Buffer.concat([size, Buffer.from(`ftyp${major}\0\0\0\0${compatible.join("")}`, "latin1")]);
}

function ebml(docType: string): Buffer {
  const text = Buffer.from(docType, "latin1");
  const body = Buffer.concat([
    Buffer.from([0x42, 0x86, 0x81, 0x01]),
    Buffer.from([0x42, 0x82, 0x80 | text.length]),
    text,
  ]);
  return Buffer.concat([Buffer.from([0x1a, 0x45, 0xdf, 0xa3, 0x80 | body.length]), body]);
}
