import type { TestGateway } from "./create-test-gateway";

/** What another tenant is told. */
export type IsolationExpectation =
  /** A path id: the answer is the same bytes as for an id that does not exist. */
  | { readonly kind: "like-missing"; readonly status: 200 | 404 | 422 }
  /** A list: the other tenant's thing is not in it. */
  | { readonly kind: "not-listed" }
  /** Nothing of another tenant can be named here. */
  | { readonly kind: "nothing-to-name"; readonly why: string };

/** One route's row in the isolation test. Every registered route needs one. */
export type IsolationRow = {
  /** As registered: method and path pattern. */
  readonly route: string;
  readonly expected: IsolationExpectation;
  /** Makes the thing in the owner's tenant and answers with its id. */
  readonly makeThing: (gateway: TestGateway, owner: { id: string; key: string }) => Promise<string>;
  /** An id of the right form that does not exist. */
  readonly missingId: string;
  /** The request that names the thing: its path and what else it needs. */
  readonly ask: (id: string) => { readonly path: string; readonly json?: unknown };
};

/** A row for a route that can name nothing of another tenant. */
export function nothingToName(route: string, why: string): IsolationRow {
  return {
    route,
    expected: { kind: "nothing-to-name", why },
    makeThing: async () => "",
    missingId: "",
    ask: () => ({ path: "" }),
  };
}
