/** Brands of MP4 video (ISO/IEC 14496-12 annex E, mp4ra.org); audio, HEIF and 3GPP files have others. */
const mp4Brands = new Set([
  "isom",
  "iso2",
  "iso3",
  "iso4",
  "iso5",
  "iso6",
  "iso7",
  "iso8",
  "iso9",
  "mp41",
  "mp42",
  "mp71",
  "avc1",
  "hvc1",
  "av01",
  "dash",
  "cmfc",
  "M4V ",
  "M4VH",
  "M4VP",
  "f4v ",
  "mmp4",
  "MSNV",
]);
/** Files that list an MP4 brand too, although they are pictures or sound. */
const otherMajorBrands = new Set(["heic", "heix", "mif1", "msf1", "avif", "avis", "M4A ", "M4B "]);
const quicktimeBrand = "qt  ";

const majorBrandOffset = 8;
const compatibleBrandsOffset = 16;
const brandBytes = 4;

/** Tells MP4 from QuickTime by the `ftyp` box that `bytes` begin with; `null` for other ISO files. */
export function sniffIsoBrand(bytes: Buffer): "video/mp4" | "video/quicktime" | null {
  const boxBytes = bytes.length >= majorBrandOffset ? bytes.readUInt32BE(0) : 0;
  if (boxBytes < compatibleBrandsOffset) return null;
  const major = brandAt(bytes, majorBrandOffset);
  if (major === quicktimeBrand) return "video/quicktime";
  if (mp4Brands.has(major)) return "video/mp4";
  if (otherMajorBrands.has(major)) return null;
  // Cameras write brands of their own and list the one they are compatible with.
  const end = Math.min(boxBytes, bytes.length);
  for (let offset = compatibleBrandsOffset; offset + brandBytes <= end; offset += brandBytes) {
    if (mp4Brands.has(brandAt(bytes, offset))) return "video/mp4";
  }
  return null;
}

function brandAt(bytes: Buffer, offset: number): string {
  return bytes.toString("latin1", offset, offset + brandBytes);
}
