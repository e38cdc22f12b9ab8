import { z } from "@hono/zod-openapi";
import { ApiError } from "./api-error";

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 200;

/** `?limit=&cursor=` of every list; spread it into a route's query object. */
export const pageQuery = {
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(MAX_LIMIT)
    .default(DEFAULT_LIMIT)
    .openapi({ description: `How many at most, 1-${MAX_LIMIT}` }),
  cursor: z
    .string()
    .max(512)
    .optional()
    .openapi({ description: "`next_cursor` of the page before" }),
};

/** Where a page ends: the last row's creation time and id, which together are unique and ordered. */
export type PagePosition = { readonly createdAt: Date; readonly id: string };

const positionSchema = z.tuple([z.iso.datetime(), z.string().min(1).max(128)]);

/** Makes the opaque cursor that continues after a row. */
export function encodeCursor(position: PagePosition): string {
  const text = JSON.stringify([position.createdAt.toISOString(), position.id]);
  return Buffer.from(text).toString("base64url");
}

/**
 * Reads a cursor of {@link encodeCursor}.
 *
 * @throws ApiError `invalid_request` for anything else.
 */
export function decodeCursor(cursor: string | undefined): PagePosition | null {
  if (cursor === undefined) return null;
  try {
    const text = Buffer.from(cursor, "base64url").toString("utf8");
    const [createdAt, id] = positionSchema.parse(JSON.parse(text));
    if (id.includes("\u0000")) throw new TypeError("NUL in a cursor");
    return { createdAt: new Date(createdAt), id };
  } catch (cause) {
    throw new ApiError("invalid_request", {
      detail: "The cursor is not one that this gateway gave out; start the list anew without it.",
      errors: [{ path: "?cursor", message: "Is not a cursor." }],
      cause,
    });
  }
}

/**
 * Makes a page of `limit` rows out of up to `limit + 1` rows that a query returned: fetch one more than
 * asked, and its presence says that there is a next page.
 */
export function toPage<Row extends PagePosition>(
  rows: readonly Row[],
  limit: number,
): { readonly rows: readonly Row[]; readonly nextCursor: string | null } {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const nextCursor = rows.length > limit && last !== undefined ? encodeCursor(last) : null;
  return { rows: page, nextCursor };
}

/** The body of a list. */
export function pageSchema<Item extends z.ZodType>(item: Item) {
  return z.object({ data: z.array(item), next_cursor: z.string().nullable() });
}
