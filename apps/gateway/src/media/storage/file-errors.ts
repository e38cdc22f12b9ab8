import { StoreFullError } from "./media-storage";

/** No space on the device, and no quota for this user. */
const fullCodes = new Set(["ENOSPC", "EDQUOT"]);

/** There is no file of that name. */
export function isMissing(error: unknown): boolean {
  return codeOf(error) === "ENOENT";
}

/** Waits for an operation on a file that needs room; says StoreFullError when there is none. */
export async function needingRoom<Result>(result: Promise<Result>): Promise<Result> {
  try {
    return await result;
  } catch (error) {
    throw fullCodes.has(codeOf(error)) ? new StoreFullError({ cause: error }) : error;
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}
