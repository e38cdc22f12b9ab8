import type { LimitUse } from "@upload-post/core";
import type { CallLimit, PostLimit, SharedBy } from "@upload-post/core/connector";

/** A declared limit, and where it is counted. */
export type KeyedLimit<Limit> = { readonly limit: Limit; readonly key: string };

/** What counts, or stands in the way of, one call. */
export type LimitRules = {
  readonly calls: readonly KeyedLimit<CallLimit>[];
  readonly posts: readonly KeyedLimit<PostLimit>[];
  /** Where refusals are kept that no declared limit explains. */
  readonly undeclared: Readonly<Record<SharedBy, string>>;
};

/** Whose limit: all tenants and API keys that post to an account share what its platform allows. */
export function limitKey(
  { connector, accountId }: Pick<LimitUse, "connector" | "accountId">,
  scope: SharedBy,
  name: string,
): string {
  return JSON.stringify([connector.id, scope, scope === "account" ? accountId : "", name]);
}

/** The limits of a call. One outside of deliveries counts, but no count of posts holds it up. */
export function rulesFor(use: LimitUse): LimitRules {
  const { connector, call, delivery } = use;
  const { calls, posts } = connector.capabilities.limits;
  const keyed = <Limit extends CallLimit | PostLimit>(limits: readonly Limit[]) =>
    limits
      .filter(({ appliesTo }) => appliesTo.includes(call))
      .filter(({ modes }) => delivery === null || modes.includes(delivery.mode))
      .map((limit) => ({ limit, key: limitKey(use, limit.scope, limit.name) }));
  return {
    calls: keyed(calls),
    posts: delivery === null ? [] : keyed(posts),
    undeclared: {
      account: limitKey(use, "account", `call ${call}`),
      app: limitKey(use, "app", `call ${call}`),
    },
  };
}
