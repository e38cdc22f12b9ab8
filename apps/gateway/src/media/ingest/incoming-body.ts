/** A body on its way in. */
export type IncomingBody = {
  readonly chunks: AsyncIterable<Uint8Array>;
  /**
   * Gives the memory of a chunk back at once; to be called when it is written, and only then. Waiting for
   * the garbage collector costs more than writing the bytes does: memory outside its heap makes it mark
   * the whole heap every 64 MB.
   */
  readonly release: (chunk: Uint8Array) => void;
};

/** A body whose chunks may be shared, so that only the garbage collector knows when they are done with. */
export function sharedBody(chunks: AsyncIterable<Uint8Array>): IncomingBody {
  return { chunks, release: () => {} };
}

/** A body whose chunks come straight from a socket and are seen by nobody else. */
export function ownBody(chunks: AsyncIterable<Uint8Array>): IncomingBody {
  return {
    chunks,
    release: ({ buffer, byteLength }) => {
      // A chunk that shares its buffer with another (two in one read from the socket) is left alone.
      if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0);
    },
  };
}
