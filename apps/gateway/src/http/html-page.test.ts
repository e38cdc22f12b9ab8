import { createHash } from "node:crypto";
import { OpenAPIHono } from "@hono/zod-openapi";
import { html } from "hono/html";
import { describe, expect, it } from "vitest";
import type { GatewayEnvironment } from "./gateway-app";
import { htmlPage } from "./html-page";

describe("htmlPage", () => {
  const app = new OpenAPIHono<GatewayEnvironment>();
  app.get("/", (context) =>
    htmlPage(context, {
      title: "<Title>",
      content: html`<p>${"<script>alert(1)</script>"}</p>`,
      status: 410,
      formTargets: ["https://platform.example"],
      imageSources: ["https://pictures.example"],
    }),
  );

  it("escapes what it is given", async () => {
    const text = await (await app.request("/")).text();

    expect(text).toContain("&lt;script&gt;");
    expect(text).toContain("<title>&lt;Title&gt;</title>");
    expect(text).not.toContain("<script");
  });

  it("allows its own style by hash, the named origins, and nothing else", async () => {
    const response = await app.request("/");
    const style = /<style>(.*)<\/style>/s.exec(await response.text())?.[1] ?? "";
    const hash = createHash("sha256").update(style).digest("base64");

    expect(response.status).toBe(410);
    expect(response.headers.get("content-security-policy")).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; img-src 'self' https://pictures.example; media-src 'self'; form-action 'self' https://platform.example; base-uri 'none'; frame-ancestors 'none'`,
    );
    expect(response.headers.get("x-frame-options")).toBe("DENY");
  });
});
