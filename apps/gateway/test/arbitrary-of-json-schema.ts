import fc from "fast-check";

type JsonSchema = Readonly<Record<string, unknown>>;

/**
 * Values that a JSON Schema takes, and values beside it: one in eight members is of any shape, is missing,
 * or is one that the schema does not know.
 *
 * @param words texts that lead deep into the program, such as ids of real things
 */
export function arbitraryOfJsonSchema(
  schema: JsonSchema,
  words: readonly string[],
): fc.Arbitrary<unknown> {
  const of = (inner: unknown) => arbitraryOfJsonSchema(asSchema(inner), words);
  const fitting = fittingOf(schema, of, words);
  return fc.oneof({ arbitrary: fitting, weight: 7 }, { arbitrary: fc.jsonValue(), weight: 1 });
}

function fittingOf(
  schema: JsonSchema,
  of: (inner: unknown) => fc.Arbitrary<unknown>,
  words: readonly string[],
): fc.Arbitrary<unknown> {
  if (Array.isArray(schema.enum)) return fc.constantFrom(...schema.enum);
  if ("const" in schema) return fc.constant(schema.const);
  if (Array.isArray(schema.anyOf)) return fc.oneof(...schema.anyOf.map(of));
  switch (schema.type) {
    case "object":
      return objectOf(schema, of);
    case "array":
      return fc.array(of(schema.items), { maxLength: 4 });
    case "string":
      return textOf(schema, words);
    case "integer":
      // Small ones only: a tool may wait as many seconds as it is told.
      return fc.oneof(fc.constantFrom(-1, 0, 1e9), fc.integer({ min: 0, max: 1 }));
    case "number":
      return fc.double();
    case "boolean":
      return fc.boolean();
    case "null":
      return fc.constant(null);
    default:
      return fc.jsonValue();
  }
}

function objectOf(
  schema: JsonSchema,
  of: (inner: unknown) => fc.Arbitrary<unknown>,
): fc.Arbitrary<unknown> {
  const properties = Object.entries(asSchema(schema.properties ?? {}));
  const members = Object.fromEntries(properties.map(([name, inner]) => [name, of(inner)]));
  const required = Array.isArray(schema.required) ? schema.required.map(String) : [];
  const known = fc.oneof(
    { arbitrary: fc.record(members, { requiredKeys: required }), weight: 7 },
    { arbitrary: fc.record(members, { requiredKeys: [] }), weight: 1 },
  );
  const others = fc.dictionary(fc.string({ maxLength: 5 }), fc.jsonValue(), { maxKeys: 1 });
  return fc
    .tuple(known, others, fc.nat(7))
    .map(([object, more, dice]) => (dice === 0 ? { ...object, ...more } : object));
}

function textOf(schema: JsonSchema, words: readonly string[]): fc.Arbitrary<string> {
  const maxLength = typeof schema.maxLength === "number" ? schema.maxLength : 50;
  if (schema.format === "date-time") {
    return fc
      .date({ min: new Date(0), max: new Date("2100-01-01"), noInvalidDate: true })
      .map((date) => date.toISOString());
  }
  return fc.oneof(
    fc.constantFrom(...words),
    fc.string({ maxLength: Math.min(maxLength + 1, 200) }),
    fc.string({ unit: "binary", maxLength: 20 }),
  );
}

function asSchema(value: unknown): JsonSchema {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
