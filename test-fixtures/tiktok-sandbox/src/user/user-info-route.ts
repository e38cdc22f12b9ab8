import { admitCall } from "../caps/rate-limit";
import { callerOf, requireScope } from "../oauth/bearer";
import { apiSuccess } from "../server/api-envelope";
import { invalidParamCode } from "../server/json-body";
import { ApiRefusal } from "../server/refusals";
import { defineRoute } from "../server/route";
import type { WireValue } from "../server/wire-json";
import { userFields } from "./user-fields";

/** Profile fields, gated by scope (UI). 600 calls a minute (RL). */
export const userInfoRoute = defineRoute({
  method: "GET",
  path: "/v2/user/info/",
  family: "api",
  handle(world, request) {
    const caller = callerOf(world, request);
    const names = (request.url.searchParams.get("fields") ?? "").split(",").filter(Boolean);
    const fields = names.map((name) => ({ name, field: userFields[name] }));
    for (const { field } of fields) {
      if (field !== undefined) requireScope(caller, [field.scope]);
    }
    admitCall(world, caller, {
      rule: "user.rate_600",
      route: "/v2/user/info/",
      perMinute: 600,
      scope: world.switches.readQuota,
    });
    if (names.length === 0) {
      throw new ApiRefusal(
        "user.fields_required",
        400,
        invalidParamCode(world),
        "Fields is required",
      );
    }
    const user: Record<string, WireValue> = {};
    for (const { name, field } of fields) {
      if (field === undefined) {
        throw new ApiRefusal(
          "user.fields_known",
          400,
          invalidParamCode(world),
          `Unknown field: ${name.slice(0, 64)}`,
        );
      }
      user[name] = field.read(world, caller);
    }
    return apiSuccess(world, { user }, { username: caller.user.username });
  },
});
