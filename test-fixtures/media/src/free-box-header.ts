const compactHeaderBytes = 8;
const largeHeaderBytes = 16;
const largestCompactBox = 0xffff_ffff;

/**
 * The header of an MP4 `free` box: space that every player skips (ISO/IEC 14496-12, 8.1.2).
 * A box above 4 GiB - 1 carries its size in 64 bits, marked by the 32-bit size 1 (4.2 there).
 *
 * @param boxBytes Size of the whole box, its header included; at least 8.
 * @throws RangeError when no box of that size exists.
 */
export function freeBoxHeader(boxBytes: number): Buffer {
  if (!Number.isSafeInteger(boxBytes) || boxBytes < compactHeaderBytes) {
    throw new RangeError(`A box takes at least ${compactHeaderBytes} bytes, not ${boxBytes}.`);
  }
  if (boxBytes <= largestCompactBox) {
    const header = Buffer.alloc(compactHeaderBytes);
    header.writeUInt32BE(boxBytes, 0);
    header.write("free", 4, "latin1");
    return header;
  }
  const header = Buffer.alloc(largeHeaderBytes);
  header.writeUInt32BE(1, 0);
  header.write("free", 4, "latin1");
  header.writeBigUInt64BE(BigInt(boxBytes), 8);
  return header;
}
