import { describe, expect, it } from "vitest";
import type { ConnectorCapabilities, MediaKind } from "../../connector";
import { describeNow, type HarnessOf, throughJson } from "./connector-harness";

/** What can be said of a connector without calling its platform. */
export function describeStaticContract(harness: HarnessOf): void {
  describe("identity and capabilities", () => {
    it("names itself", () => {
      const { connector } = harness();
      expect(connector.specificationVersion).toBe("v1");
      expect(connector.id).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
      expect(connector.displayName).not.toBe("");
    });

    it("states capabilities that survive JSON unchanged", () => {
      const { capabilities } = harness().connector;
      expect(throughJson(capabilities)).toEqual(capabilities);
      expect(capabilities.modes.length).toBeGreaterThan(0);
      expect(kindsOf(capabilities).length).toBeGreaterThan(0);
    });

    it("explains every scope it needs", () => {
      const { scopes, requiredScopes, identityScopes, modes } = harness().connector.capabilities;
      const explained = scopes.map(({ scope }) => scope);
      const needed = [...identityScopes, ...modes.flatMap((mode) => requiredScopes[mode])];
      expect(needed.filter((scope) => !explained.includes(scope))).toEqual([]);
      expect(scopes.every(({ purpose }) => purpose.length > 0)).toBe(true);
    });

    it("says for every mode and kind what happens to title and text", () => {
      const { capabilities } = harness().connector;
      for (const mode of capabilities.modes) {
        for (const media of kindsOf(capabilities)) {
          const rules = capabilities.text.filter(
            (rule) => rule.mode === mode && rule.media === media,
          );
          const fields = rules.map(({ field }) => field);
          expect(fields, `${mode} ${media}`).toEqual(expect.arrayContaining(["title", "text"]));
        }
      }
    });

    it("counts calls and posts that exist, under names of their own", () => {
      const { capabilities, publishing } = harness().connector;
      const { calls, posts } = capabilities.limits;
      const names = [...calls, ...posts].map(({ name }) => name);
      expect(new Set(names).size).toBe(names.length);
      for (const name of names) expect(name).toMatch(/^[a-z][a-z0-9_]*$/);
      for (const { appliesTo, modes, windowMs } of [...calls, ...posts]) {
        const steps = appliesTo.flatMap((call) =>
          call.startsWith("step:") ? [call.slice("step:".length)] : [],
        );
        expect(steps.filter((step) => !Object.hasOwn(publishing.steps, step))).toEqual([]);
        expect(modes.filter((mode) => !capabilities.modes.includes(mode))).toEqual([]);
        expect(windowMs).toBeGreaterThan(0);
      }
      for (const limit of calls) expect(limit.calls).toBeGreaterThan(0);
    });

    it("names public documents by absolute paths, the same every time", () => {
      const { connector } = harness();
      const address = { origin: "https://gateway.test", mediaPrefix: "/m/" };
      const documents = connector.publicDocuments(address);
      expect(connector.publicDocuments(address)).toEqual(documents);
      for (const { path, contentType } of documents) {
        expect(path).toMatch(/^\/[^?#]*$/);
        expect(contentType).toMatch(/^[a-z]+\/[a-z0-9.+-]+/);
      }
    });
  });

  describe("options and checks", () => {
    it("describes every option by title and description, in a closed object", async () => {
      for (const { options } of await allOptions(harness)) {
        const { jsonSchema } = options;
        expect(jsonSchema).toMatchObject({ type: "object", additionalProperties: false });
        const properties = Object.values(Object(jsonSchema.properties ?? {}));
        for (const property of properties) {
          expect(property).toMatchObject({
            title: expect.stringMatching(/./),
            description: expect.stringMatching(/./),
          });
        }
        expect(throughJson(jsonSchema)).toEqual(jsonSchema);
      }
    });

    it("leaves the owner's decisions without a default", async () => {
      for (const { options } of await allOptions(harness)) {
        const properties = Object(options.jsonSchema.properties ?? {});
        for (const name of options.ownerDecisions) {
          expect(properties, name).toHaveProperty(name);
          expect(properties[name]).not.toHaveProperty("default");
        }
      }
    });

    it("refuses unknown keys, prototype keys and what is no object", async () => {
      const bad = [
        null,
        [],
        "text",
        7,
        JSON.parse('{"__proto__":{"admin":true}}'),
        { constructor: { prototype: {} } },
      ];
      for (const { options, valid } of await allOptions(harness)) {
        const withUnknown = valid.flatMap((value) => [
          { ...value, unknown_key: 1 },
          // An own key, as a parser makes it; the literal would set the prototype.
          Object.defineProperty({ ...value }, "__proto__", { value: { a: 1 }, enumerable: true }),
        ]);
        for (const value of [...bad, ...withUnknown]) {
          const result = await options.schema["~standard"].validate(value);
          expect(result.issues, JSON.stringify(value)).toBeDefined();
        }
      }
    });

    it("takes the options of every case, and gives back what it takes again unchanged", async () => {
      const account = await describeNow(harness());
      for (const { name, draft } of harness().cases) {
        const { mode, options } = draft;
        const media = draft.media[0]?.kind ?? "video";
        const { schema } = harness().connector.options({ mode, media, account });
        const first = await schema["~standard"].validate(options);
        if (first.issues !== undefined) throw new Error(`${name}: ${JSON.stringify(first.issues)}`);
        expect(throughJson(first.value), name).toEqual(first.value);
        expect(await schema["~standard"].validate(first.value), name).toEqual(first);
      }
    });

    it("finds no error in any case, the same every time, with and without the account", async () => {
      const account = await describeNow(harness());
      for (const { name, draft } of harness().cases) {
        for (const known of [account, null]) {
          const issues = harness().connector.check({ draft, account: known });
          const errors = issues.filter(({ severity }) => severity === "error");
          expect(errors, name).toEqual([]);
          expect(harness().connector.check({ draft, account: known })).toEqual(issues);
        }
      }
    });
  });
}

function kindsOf({ video, image }: ConnectorCapabilities): MediaKind[] {
  return [
    ...(video === null ? [] : ["video" as const]),
    ...(image === null ? [] : ["image" as const]),
  ];
}

/** The options of every mode and kind, narrowed and not, with the valid values the cases bring. */
async function allOptions(harness: HarnessOf) {
  const { connector, cases } = harness();
  const account = await describeNow(harness());
  return connector.capabilities.modes.flatMap((mode) =>
    kindsOf(connector.capabilities).flatMap((media) =>
      [account, null].map((known) => ({
        options: connector.options({ mode, media, account: known }),
        valid: cases
          .filter(({ draft }) => draft.mode === mode && draft.media[0]?.kind === media)
          .map(({ draft }) => draft.options),
      })),
    ),
  );
}
