import { createMiddleware } from "hono/factory";
import type { GatewayEnvironment } from "./gateway-app";

/** Headers that every answer carries, unless its handler said something stricter or more fitting. */
const defaults: readonly (readonly [string, string])[] = [
  ["Cache-Control", "no-store"],
  ["X-Content-Type-Options", "nosniff"],
  ["Referrer-Policy", "no-referrer"],
  ["Cross-Origin-Resource-Policy", "same-origin"],
  ["Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"],
];

/** Adds the default headers; with an https origin also HSTS. */
export function securityHeaders(publicUrl: string) {
  const isSecure = publicUrl.startsWith("https:");
  return createMiddleware<GatewayEnvironment>(async (context, next) => {
    await next();
    const { headers } = context.res;
    for (const [name, value] of defaults) if (!headers.has(name)) headers.set(name, value);
    if (isSecure) headers.set("Strict-Transport-Security", "max-age=31536000");
  });
}
