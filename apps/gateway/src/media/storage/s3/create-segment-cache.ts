import type { Segment } from "./segments";

/** Lists of finished files, which never change. */
export type SegmentCache = {
  readonly get: (
    key: string,
    read: () => Promise<readonly Segment[]>,
  ) => Promise<readonly Segment[]>;
  readonly forget: (key: string) => void;
};

/** One list has at most some thousand entries. */
const MAX_LISTS = 64;

/** Remembers the lists of the files that were opened last: a file is opened many times while it is in use. */
export function createSegmentCache(): SegmentCache {
  const lists = new Map<string, readonly Segment[]>();
  return {
    async get(key, read) {
      const known = lists.get(key);
      if (known !== undefined) return known;
      const segments = await read();
      lists.set(key, segments);
      const [oldest] = lists.keys();
      if (lists.size > MAX_LISTS && oldest !== undefined) lists.delete(oldest);
      return segments;
    },
    forget: (key) => lists.delete(key),
  };
}
