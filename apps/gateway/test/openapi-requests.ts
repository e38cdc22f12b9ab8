import fc from "fast-check";
import { type JsonSchema, type Manners, nearSchema } from "./openapi-arbitrary";

/** One operation of the API, as the OpenAPI document describes it. */
export type Operation = {
  readonly method: string;
  /** With `{name}` for its parameters. */
  readonly path: string;
  readonly parameters: readonly { name: string; in: string; schema: JsonSchema }[];
  readonly body: JsonSchema;
};

/** A request that somebody made up. */
export type Attempt = {
  readonly path: string;
  readonly body: string | undefined;
  readonly headers: Record<string, string>;
};

/**
 * Whether a status says that the gateway has failed. 507 is a refusal: some of what is made up lowers
 * the limits of its tenant.
 */
export function isFault(status: number): boolean {
  return status >= 500 && status !== 507;
}

/** An OpenAPI document, as far as requests are made up from it. */
export type OpenapiRequestsDocument = {
  readonly paths: Readonly<Record<string, object>>;
  readonly schemas: Readonly<Record<string, JsonSchema>>;
};

/** Takes a document apart; it is JSON of our own, and answers to what it leads to are checked. */
export function readOpenapiRequests(text: string): OpenapiRequestsDocument {
  const document = JSON.parse(text) as {
    paths?: Record<string, object>;
    components?: { schemas?: Record<string, JsonSchema> };
  };
  return { paths: document.paths ?? {}, schemas: document.components?.schemas ?? {} };
}

/** Every operation of a document. */
export function operationsOf({ paths }: OpenapiRequestsDocument): Operation[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, details]) => ({
      method: method.toUpperCase(),
      path,
      parameters: details.parameters ?? [],
      body: details.requestBody?.content?.["application/json"]?.schema ?? {},
    })),
  );
}

/**
 * Requests that are mostly almost right.
 *
 * @param words Ids and the like that stand in paths, beside strange ones.
 */
export function attemptAt(
  operation: Operation,
  document: OpenapiRequestsDocument,
  words: readonly string[] = [],
): fc.Arbitrary<Attempt> {
  return fc.oneof(
    { weight: 3, arbitrary: attemptWith("rude", operation, document, words) },
    { weight: 2, arbitrary: attemptWith("polite", operation, document, words) },
  );
}

function attemptWith(
  manners: Manners,
  operation: Operation,
  { schemas }: OpenapiRequestsDocument,
  words: readonly string[],
): fc.Arbitrary<Attempt> {
  const resolve = (reference: string) => schemas[reference.split("/").at(-1) ?? ""] ?? {};
  const query = operation.parameters.filter((parameter) => parameter.in === "query");
  const hasBody = !["GET", "DELETE"].includes(operation.method);
  const json = nearSchema(operation.body, resolve, manners).map((value) => JSON.stringify(value));
  const segment = words.length === 0 ? strange : fc.oneof(strange, fc.constantFrom(...words));
  return fc.record({
    path: fc
      .tuple(fc.array(segment, { minLength: 4, maxLength: 4 }), queryOf(query, resolve, manners))
      .map(([segments, search]) => fillPath(operation.path, segments) + search),
    body: hasBody
      ? fc.oneof({ weight: 8, arbitrary: json }, fc.string(), fc.constant(undefined))
      : fc.constant(undefined),
    headers: fc.oneof(
      {
        weight: manners === "rude" ? 6 : 60,
        arbitrary: fc.constant({ "Content-Type": "application/json" }),
      },
      fc.constantFrom<Record<string, string>>(
        {},
        { "Content-Type": "text/plain" },
        { "Content-Type": "application/json; charset=latin1" },
        { "Content-Type": "multipart/form-data; boundary=x" },
        { "Content-Type": "video/mp4" },
        { "Content-Type": "image/jpeg" },
        { "Content-Type": "application/json", "Idempotency-Key": "the same" },
        { "Content-Type": "application/json", "Content-Length": "5" },
      ),
    ),
  });
}

const strange = fc.oneof(
  fc.string({ unit: "binary", maxLength: 40 }).map(encode),
  fc.constantFrom("%00", "%ff", "%", "key_missing", "default", "..", "a%2Fb", "x".repeat(3_000)),
);

function queryOf(
  parameters: Operation["parameters"],
  resolve: (reference: string) => JsonSchema,
  manners: Manners,
): fc.Arbitrary<string> {
  const known = parameters.map(({ name, schema }) =>
    fc.option(
      nearSchema(schema, resolve, manners).map((value) => `${name}=${encode(inQuery(value))}`),
    ),
  );
  const strangers = fc.constantFrom("page=2", "limit=%", "cursor=%00", "a[b]=c", "&&==");
  const unknown = manners === "rude" ? fc.option(strangers) : fc.constant(null);
  return fc
    .tuple(unknown, ...known)
    .map((parts) => parts.filter((part) => part !== null))
    .map((parts) => (parts.length === 0 ? "" : `?${parts.join("&")}`));
}

/** A made-up object may well have a member `toString`, so it is not asked for its text. */
function inQuery(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "");
}

/** Percent-encodes anything, lone surrogates too. */
function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

function fillPath(path: string, segments: readonly string[]): string {
  let index = 0;
  return path.replace(/\{\w+\}/g, () => segments[index++] ?? "x");
}
