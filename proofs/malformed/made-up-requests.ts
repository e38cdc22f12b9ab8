import fc from "fast-check";
import { isolationTable } from "../../apps/gateway/test/isolation-table";
import {
  type Attempt,
  attemptAt,
  type OpenapiRequestsDocument,
  type Operation,
  operationsOf,
} from "../../apps/gateway/test/openapi-requests";

/** A made-up request to one operation. */
export type MadeUpRequest = Attempt & { readonly method: string };

/** Every operation of the document, and every route that it does not tell about. */
export function allOperations(document: OpenapiRequestsDocument): readonly Operation[] {
  const told = operationsOf(document);
  const names = new Set(told.map(({ method, path }) => `${method} ${path}`));
  // A test keeps this table complete: it has a row for every registered route.
  const untold = isolationTable
    .map(({ route }) => route.replace(/:(\w+)/g, "{$1}"))
    .filter((route) => !names.has(route))
    .map((route): Operation => {
      const [method = "", path = ""] = route.split(" ");
      return { method, path, parameters: [], body: {} };
    });
  return [...told, ...untold];
}

/**
 * Makes up requests to an operation, forms among them; the same seed makes the same ones.
 *
 * @param words Ids that exist.
 */
export function madeUpRequests(
  operation: Operation,
  document: OpenapiRequestsDocument,
  words: readonly string[],
  sampling: { readonly count: number; readonly seed: number },
): readonly MadeUpRequest[] {
  const { method } = operation;
  const arbitrary = fc
    .tuple(attemptAt(operation, document, words), fc.integer({ min: 0, max: 9 }))
    .map(([attempt, dice]): MadeUpRequest => {
      // A length that is not the body's is the raw sockets' matter.
      const { "Content-Length": _, ...headers } = attempt.headers;
      if (dice > 0 || attempt.body === undefined) return { ...attempt, headers, method };
      const form = { "Content-Type": "application/x-www-form-urlencoded" };
      return { ...attempt, method, headers: form, body: `decision=approve&${attempt.body}` };
    });
  return fc.sample(arbitrary, { numRuns: sampling.count, seed: sampling.seed });
}
