import type { Hook } from "@hono/zod-openapi";
import type { z } from "zod";
import { ApiError, type FieldError } from "./api-error";
import type { GatewayEnvironment } from "./gateway-app";
import { escapePointer } from "./strict-json";

/** Turns a request that does not fit its schema into `invalid_request` with one entry per bad field. */
export const validationHook: Hook<unknown, GatewayEnvironment, string, undefined> = (result) => {
  if (result.success) return;
  const { target } = result;
  // An id in the path that has the wrong form names nothing, exactly like one that does not exist.
  if (target === "param") {
    throw new ApiError("not_found", {
      detail: "There is nothing at this address. Check the id in the path.",
    });
  }
  throw new ApiError("invalid_request", {
    detail:
      target === "query"
        ? "A query parameter is not acceptable; see errors."
        : "The body does not have the form that this route takes; see errors.",
    errors: fieldErrors(result.error.issues, (path) => formatPath(target, path)),
  });
};

/** The fields that a zod check complained about, each once, unknown members by their own names. */
export function fieldErrors(
  issues: readonly z.core.$ZodIssue[],
  format: (path: readonly PropertyKey[]) => string,
): FieldError[] {
  return issues.flatMap((issue): FieldError[] => {
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) => ({
        path: format([...issue.path, key]),
        message: "This field is not known here; remove it.",
      }));
    }
    if (issue.code === "invalid_union") {
      const closest = closestBranch(issue.errors);
      if (closest.length > 0) {
        return fieldErrors(closest, (path) => format([...issue.path, ...path]));
      }
    }
    return [{ path: format(issue.path), message: issue.message }];
  });
}

/** Of several alternatives, the one with the fewest complaints is most likely the one that was meant. */
function closestBranch(branches: readonly z.core.$ZodIssue[][]): readonly z.core.$ZodIssue[] {
  return branches.toSorted((left, right) => left.length - right.length)[0] ?? [];
}

/** A JSON pointer for bodies, `?name` for query parameters, the bare name for headers. */
function formatPath(target: string, path: readonly PropertyKey[]): string {
  const names = path.map(String);
  if (target === "query") return `?${names.join(".")}`;
  if (target === "header") return names.join(".");
  return jsonPointer(names);
}

/** The JSON pointer of a path of member names and indexes; "" is the whole body. */
export function jsonPointer(path: readonly PropertyKey[]): string {
  return path.map((name) => `/${escapePointer(String(name))}`).join("");
}
