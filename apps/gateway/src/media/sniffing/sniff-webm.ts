/** RFC 8794 11.2.1 and 11.2.7: the ids of the EBML header and of the DocType in it. */
const ebmlHeaderId = 0x1a45dfa3;
const docTypeId = 0x4282;
const maxHeaderElements = 32;

/** True when `bytes` begin with an EBML header whose document type is `webm`; Matroska has the same header. */
export function isWebm(bytes: Buffer): boolean {
  if (bytes.length < 5 || bytes.readUInt32BE(0) !== ebmlHeaderId) return false;
  const header = readSize(bytes, 4);
  if (header === null) return false;
  const end = Math.min(header.next + header.size, bytes.length);
  let offset = header.next;
  for (let count = 0; count < maxHeaderElements && offset < end; count += 1) {
    const id = readId(bytes, offset);
    const element = id === null ? null : readSize(bytes, id.next);
    if (id === null || element === null) return false;
    if (id.value === docTypeId) {
      const text = bytes.toString("latin1", element.next, element.next + element.size);
      return text.replace(/\0+$/, "") === "webm";
    }
    offset = element.next + element.size;
  }
  return false;
}

/** A variable-length element id, its length marker kept (RFC 8794, 5). */
function readId(bytes: Buffer, offset: number): { value: number; next: number } | null {
  const length = markedLength(bytes, offset, 4);
  if (length === null) return null;
  return { value: bytes.readUIntBE(offset, length), next: offset + length };
}

/** A variable-length size, its length marker removed (RFC 8794, 4). */
function readSize(bytes: Buffer, offset: number): { size: number; next: number } | null {
  const length = markedLength(bytes, offset, 8);
  if (length === null) return null;
  let size = (bytes[offset] ?? 0) & (0xff >> length);
  for (let index = 1; index < length; index += 1) {
    size = size * 256 + (bytes[offset + index] ?? 0);
  }
  return { size, next: offset + length };
}

/** The number of bytes that the leading zero bits announce; `null` when it is too long or not all there. */
function markedLength(bytes: Buffer, offset: number, maxLength: number): number | null {
  const first = bytes[offset];
  if (first === undefined || first === 0) return null;
  const length = Math.clz32(first) - 23;
  return length > maxLength || offset + length > bytes.length ? null : length;
}
