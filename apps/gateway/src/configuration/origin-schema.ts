import { z } from "zod";

/** Parses an http(s) origin without path, query or credentials into its normalised form. */
export function originSchema(example: string) {
  return z.string().transform((text, context) => {
    const url = URL.canParse(text) ? new URL(text) : null;
    const isOrigin =
      url !== null &&
      (url.protocol === "https:" || url.protocol === "http:") &&
      url.pathname === "/" &&
      url.search === "" &&
      url.hash === "" &&
      url.username === "" &&
      url.password === "";
    if (!isOrigin) {
      context.addIssue({
        code: "custom",
        message: `is not an origin; write scheme and host without a path, like ${example}`,
      });
      return z.NEVER;
    }
    return url.origin;
  });
}

/** True when the origin names this machine. */
export function isLoopbackOrigin(origin: string): boolean {
  const { hostname } = new URL(origin);
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(hostname);
}
