import { createRoute, z } from "@hono/zod-openapi";
import type { GatewayApp } from "../http/gateway-app";
import { jsonResponse } from "../http/route-parts";
import { checkReadiness, oneAtATime, type ReadinessCheck } from "./readiness";

const aliveSchema = z.object({ status: z.literal("ok") });
const readinessSchema = z.object({
  status: z.enum(["ok", "unavailable"]),
  checks: z.record(z.string(), z.enum(["ok", "failed"])),
});

const healthRoute = createRoute({
  method: "get",
  path: "/healthz",
  tags: ["Operations"],
  summary: "Is the process alive?",
  responses: { 200: jsonResponse("It is", aliveSchema) },
});

const readinessRoute = createRoute({
  method: "get",
  path: "/readyz",
  tags: ["Operations"],
  summary: "Can it serve? Tests the database, the encryption keys and the media store",
  responses: {
    200: jsonResponse("It can", readinessSchema),
    503: jsonResponse("It cannot; `checks` says what fails", readinessSchema),
  },
});

/** Registers `/healthz` and `/readyz`. */
export function registerOperationsRoutes(
  app: GatewayApp,
  { readinessChecks }: { readonly readinessChecks: readonly ReadinessCheck[] },
): void {
  const checksOfThisProcess = readinessChecks.map(oneAtATime);
  app.openapi(healthRoute, (context) => context.json({ status: "ok" as const }, 200));
  app.openapi(readinessRoute, async (context) => {
    const readiness = await checkReadiness(checksOfThisProcess);
    const { checks } = readiness;
    for (const error of readiness.errors) {
      context.get("logger").error({ error }, "a readiness check failed");
    }
    if (readiness.ready) return context.json({ status: "ok" as const, checks: { ...checks } }, 200);
    return context.json({ status: "unavailable" as const, checks: { ...checks } }, 503);
  });
}
