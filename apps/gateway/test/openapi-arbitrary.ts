import fc from "fast-check";

/** A JSON schema as the OpenAPI document holds it. */
export type JsonSchema = {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly additionalProperties?: JsonSchema | boolean;
};

/** Finds the schema behind a `$ref`. */
export type Resolve = (reference: string) => JsonSchema;

/** How requests are made up: to be refused at the door, or to get further in. */
export type Manners = "rude" | "polite";

/** Text that has broken other servers, beside ordinary and arbitrary text. */
const rudeText = fc.oneof(
  // What PostgreSQL refuses to store must be refused before it gets there, so it comes often.
  { weight: 4, arbitrary: fc.constantFrom("\u0000", "a\u0000b", "\ud800") },
  { weight: 3, arbitrary: fc.string() },
  fc.string({ unit: "binary" }),
  fc.constantFrom("", " ", "__proto__", "constructor", "%00", "../../etc/passwd"),
  fc.constantFrom("default", "tiktok", "posts", "publish", "key_x", "con_x", "med_x", "video/mp4"),
  fc.string({ minLength: 300, maxLength: 2_000 }),
);

/** Text that is mostly taken. */
const politeText = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom("default", "tiktok", "posts", "admin", "owner-1") },
  fc.string({ minLength: 1, maxLength: 20 }),
);

/** Addresses that must never be reached, and what is no address. Nothing outside this machine. */
const address = fc.constantFrom(
  "http://127.0.0.1:1/x",
  "http://[::1]:1/",
  "http://localhost:1/?a=b",
  "file:///etc/passwd",
  "javascript:alert(1)",
  "http://",
  "//host",
);

const number = fc.oneof(
  fc.integer(),
  fc.double(),
  fc.constantFrom(0, -1, 1, 2 ** 31, 2 ** 53, -(2 ** 63), 1e308),
);

/** Values that mostly have the form of a schema, and now and then something else in some place of it. */
export function nearSchema(
  schema: JsonSchema,
  resolve: Resolve,
  manners: Manners = "rude",
  depth = 0,
): fc.Arbitrary<unknown> {
  const wrong = fc.oneof(fc.constant(null), rudeText, number, fc.jsonValue({ maxDepth: 2 }));
  if (depth > 8) return wrong;
  const weight = manners === "rude" ? 12 : 100;
  return fc.oneof({ weight, arbitrary: fitting(schema, resolve, manners, depth) }, wrong);
}

function fitting(
  schema: JsonSchema,
  resolve: Resolve,
  manners: Manners,
  depth: number,
): fc.Arbitrary<unknown> {
  const text = manners === "rude" ? rudeText : politeText;
  const inner = (part: JsonSchema) => nearSchema(part, resolve, manners, depth + 1);
  if (schema.$ref !== undefined) return fitting(resolve(schema.$ref), resolve, manners, depth + 1);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  const alternatives = schema.anyOf ?? schema.oneOf;
  if (alternatives !== undefined) return fc.oneof(...alternatives.map(inner));
  switch (typeof schema.type === "string" ? schema.type : schema.type?.[0]) {
    case "object":
      return fittingObject(schema, inner, manners);
    case "array":
      return fc.array(inner(schema.items ?? {}), { maxLength: 4 });
    case "string":
      if (schema.format === "date-time") return fc.oneof(text, fc.constant("2026-11-20T12:00:00Z"));
      if (schema.format === "uri") return fc.oneof(address, text);
      return manners === "rude" ? fc.oneof(text, address) : text;
    case "integer":
    case "number":
      return manners === "rude" ? number : fc.integer({ min: 1, max: 1_000 });
    case "boolean":
      return fc.boolean();
    default:
      return fc.jsonValue({ maxDepth: 3 });
  }
}

function fittingObject(
  { properties = {} }: JsonSchema,
  inner: (part: JsonSchema) => fc.Arbitrary<unknown>,
  manners: Manners,
): fc.Arbitrary<unknown> {
  const members = Object.fromEntries(
    Object.entries(properties).map(([name, part]) => [name, inner(part)]),
  );
  const known = fc.record(members, { requiredKeys: [] });
  const whole = fc.record(members);
  if (manners === "polite") return fc.oneof(whole, known);
  const extra = fc.dictionary(rudeText, fc.jsonValue({ maxDepth: 1 }), { maxKeys: 2 });
  return fc.oneof(
    { weight: 3, arbitrary: whole },
    known,
    fc.tuple(known, extra).map(([left, right]) => ({ ...left, ...right })),
  );
}
