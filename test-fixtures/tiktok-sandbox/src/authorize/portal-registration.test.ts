import { describe, expect, it } from "vitest";
import { withSandbox } from "../../test/with-sandbox";
import type { DeveloperAppInput } from "../world/developer-app";
import { PortalError } from "../world/portal-error";

const app = (platform: "web" | "desktop", redirectUris: string[]): DeveloperAppInput => ({
  clientKey: "awtest",
  clientSecret: "secret",
  platform,
  redirectUris,
});

const refused: { title: string; inputs: DeveloperAppInput[] }[] = [
  {
    title: "refuses to register an http redirect URI for a web app",
    inputs: [app("web", ["http://client.example/cb"]), app("web", ["http://localhost:8787/cb"])],
  },
  {
    title: "refuses to register a relative redirect URI",
    inputs: [app("web", ["/callback"]), app("web", ["client.example/cb"])],
  },
  {
    title: "refuses to register a redirect URI with a query or a fragment",
    inputs: [
      app("web", ["https://client.example/cb?a=1"]),
      app("web", ["https://client.example/#f"]),
    ],
  },
  {
    title: "refuses to register an eleventh redirect URI",
    inputs: [
      app(
        "web",
        Array.from({ length: 11 }, (_, index) => `https://client.example/${index}`),
      ),
    ],
  },
  {
    title: "refuses to register a redirect URI of 512 characters",
    inputs: [app("web", [`https://client.example/${"a".repeat(489)}`])],
  },
  {
    title: "refuses to register a desktop redirect URI off loopback or without a port",
    inputs: [
      app("desktop", ["http://client.example:80/cb/"]),
      app("desktop", ["http://127.0.0.1/cb/"]),
      app("desktop", ["http://192.168.0.1:80/cb/"]),
    ],
  },
];

describe("registering redirect URIs", () => {
  for (const { title, inputs } of refused) {
    it(title, () =>
      withSandbox(async ({ sandbox }) => {
        for (const input of inputs) {
          expect(() => sandbox.registerApp(input)).toThrow(PortalError);
        }
        expect(sandbox.apps().some((one) => one.clientKey === "awtest")).toBe(false);
      }),
    );
  }

  it("takes ten redirect URIs, and one of 511 characters", () =>
    withSandbox(async ({ sandbox }) => {
      const ten = Array.from({ length: 10 }, (_, index) => `https://client.example/${index}`);
      expect(sandbox.registerApp(app("web", ten)).redirectUris).toHaveLength(10);
      const long = `https://client.example/${"a".repeat(488)}`;
      expect(long).toHaveLength(511);
      expect(sandbox.registerApp(app("web", [long])).redirectUris).toEqual([long]);
    }));

  it("takes http on loopback for a web app only with the loopback switch", () =>
    withSandbox(
      async ({ sandbox, client }) => {
        sandbox.registerApp(app("web", ["http://localhost:8787/cb"]));
        const unregistered = { redirect_uri: "http://127.0.0.1:5555/any/path" };
        expect((await client.get(client.authorizePath(unregistered))).status).toBe(200);
        const elsewhere = { redirect_uri: "http://client.example/cb" };
        expect((await client.get(client.authorizePath(elsewhere))).status).toBe(400);
      },
      { switches: { loopback: "allow" } },
    ));
});
