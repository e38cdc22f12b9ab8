import { OpenAPIHono } from "@hono/zod-openapi";
import { describe, expect, it } from "vitest";
import type { GatewayEnvironment } from "../http/gateway-app";
import { pageStyle } from "../http/page-style";
import { noticePage } from "./owner-page";
import { isOwnersOwnClick } from "./owners-own-click";

/** The colours of one scheme, by the names that the style sheet gives them. */
function colours(block: string): Record<string, string> {
  return Object.fromEntries(
    [...block.matchAll(/--([a-z-]+): (#[0-9a-f]{3,6})/g)].map(([, name, value]) => [name, value]),
  );
}

/** WCAG 2.2, 1.4.3: contrast of two colours. */
function contrast(left: string | undefined, right: string | undefined): number {
  const [light, dark] = [luminance(left ?? ""), luminance(right ?? "")].toSorted((a, b) => b - a);
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
}

function luminance(colour: string): number {
  const hex = colour.length === 4 ? colour.replace(/[0-9a-f]/g, "$&$&") : colour;
  const [red, green, blue] = [1, 3, 5].map((start) => {
    const share = Number.parseInt(hex.slice(start, start + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0);
}

describe("owners' pages", () => {
  const app = new OpenAPIHono<GatewayEnvironment>();
  app.get("/", (context) =>
    noticePage(context, {
      status: 403,
      title: "A <title>",
      tone: "bad",
      paragraphs: ["What <b>happened</b>.", "What to do next."],
    }),
  );
  app.post("/", (context) =>
    context.text(String(isOwnersOwnClick(context, "https://gateway.example"))),
  );

  it("have a language, one heading, and no markup that somebody sent", async () => {
    const response = await app.request("/");
    const text = await response.text();

    expect(response.status).toBe(403);
    expect(text).toContain('<html lang="en">');
    expect(text).toContain('name="viewport" content="width=device-width, initial-scale=1"');
    expect(text.match(/<h1/g)).toHaveLength(1);
    expect(text).toContain("What &lt;b&gt;happened&lt;/b&gt;.");
  });

  const [light = "", dark = ""] = pageStyle.split("prefers-color-scheme: dark");
  it.each([
    ["light", colours(light)],
    ["dark", colours(dark)],
  ])("can be read by people with weak eyes (%s)", (_scheme, palette) => {
    const pairs = [
      ["ink", "sheet"],
      ["ink", "page"],
      ["ink", "wash"],
      ["soft", "sheet"],
      ["soft", "page"],
      ["on-accent", "accent"],
      ["accent", "sheet"],
      ["sheet", "good"],
      ["sheet", "bad"],
    ] as const;
    for (const [front, back] of pairs) {
      const ratio = contrast(palette[front], palette[back]);
      expect(ratio, `${front} on ${back}`).toBeGreaterThanOrEqual(4.5);
    }
  });

  it.each([
    [{ "Sec-Fetch-Site": "same-origin" }, true],
    [{ "Sec-Fetch-Site": "none" }, true],
    [{ "Sec-Fetch-Site": "same-site" }, false],
    [{ "Sec-Fetch-Site": "cross-site", Origin: "https://gateway.example" }, false],
    [{ Origin: "https://gateway.example" }, true],
    [{ Origin: "http://10.0.0.7:8787", Host: "10.0.0.7:8787" }, true],
    [{ Origin: "https://gateway.example.evil.example" }, false],
    [{ Origin: "https://evil.example" }, false],
    [{ Origin: "null" }, false],
    [{ Origin: "" }, false],
    [{}, true],
  ])("know the owner's own click by %j: %s", async (headers, expected) => {
    const given: Record<string, string> = { ...headers };
    const response = await app.request("/", { method: "POST", headers: given });

    expect(await response.text()).toBe(String(expected));
  });
});
