import { z } from "@hono/zod-openapi";
import { ApiError } from "../http/api-error";
import { decodeCursor, type PagePosition } from "../http/page-cursor";

/** How many things a list tool answers at once: an agent reads every one of them. */
export const PAGE_LENGTH = 20;

/** The input that continues a list. */
export const cursorInput = z
  .string()
  .max(512)
  .optional()
  .describe("next_cursor of the page before; absent: the first page");

/**
 * Where a page begins, one row longer than {@link PAGE_LENGTH} to see whether another follows.
 *
 * @throws ApiError `invalid_request` for a cursor that was not given out.
 */
export function readPage(cursor: string | undefined): {
  readonly after: PagePosition | null;
  readonly count: number;
} {
  return { after: readCursor(cursor), count: PAGE_LENGTH + 1 };
}

function readCursor(cursor: string | undefined): PagePosition | null {
  try {
    return decodeCursor(cursor);
  } catch (cause) {
    if (!(cause instanceof ApiError)) throw cause;
    // Here it is a member of the arguments, not of a query.
    const errors = [{ path: "/cursor", message: "Is not a cursor." }];
    throw new ApiError(cause.code, { ...cause.options, errors, cause });
  }
}
