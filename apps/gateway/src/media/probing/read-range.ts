/** Reads up to `lengthBytes` bytes from `offsetBytes` on; fewer only at the end of the file. */
export type ReadRange = (offsetBytes: number, lengthBytes: number) => Promise<Buffer>;
