import { z } from "@hono/zod-openapi";
import { describe, expect, it } from "vitest";
import { advertisedSchema, toJsonSchema } from "./advertised-schema";

const schema = z.strictObject({
  id: z.string().optional().openapi({ description: "From the API's documentation" }),
  count: z.number().default(3).describe("From the tool itself"),
  at: z.iso.datetime(),
});

describe("advertisedSchema", () => {
  it("says what every member is for, wherever that is written", () => {
    expect(toJsonSchema(schema, "input").properties).toMatchObject({
      id: { type: "string", description: "From the API's documentation" },
      count: { type: "number", default: 3, description: "From the tool itself" },
    });
  });

  it("asks of the agent only what has no default, and promises all of it in results", () => {
    expect(toJsonSchema(schema, "input")).toMatchObject({
      required: ["at"],
      additionalProperties: false,
    });
    expect(toJsonSchema(schema, "output").required).toEqual(["count", "at"]);
  });

  it("does not spell out what a time looks like", () => {
    expect(toJsonSchema(schema, "input").properties).toMatchObject({
      at: { type: "string", format: "date-time" },
    });
    expect(JSON.stringify(toJsonSchema(schema, "input"))).not.toContain("pattern");
  });

  it("leaves judging the arguments to the tool", async () => {
    const { validate } = advertisedSchema(schema, "input")["~standard"];

    expect(await validate({ anything: 1 })).toEqual({ value: { anything: 1 } });
  });
});
