import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { problemSchema } from "../src/http/problem";
import { openapiDocument } from "../src/operations/openapi-document";
import { createTestGateway, type TestGateway } from "./create-test-gateway";
import { type JsonSchema, nearSchema } from "./openapi-arbitrary";
import { withDatabases } from "./test-databases";

type Operation = {
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly { name: string; in: string; schema: JsonSchema }[];
  readonly body: JsonSchema;
};

type Attempt = {
  readonly path: string;
  readonly body: string | undefined;
  readonly headers: Record<string, string>;
};

const RUNS_PER_OPERATION = 100;

withDatabases("requests made up from the OpenAPI document", (engine) => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await createTestGateway({ engine });
  });
  afterAll(async () => gateway.close());

  it("are answered with a success or a problem, and never with a fault of the gateway", async () => {
    const operations = operationsOf(gateway);
    expect(operations.length).toBeGreaterThan(5);
    for (const operation of operations) {
      await fc.assert(
        fc.asyncProperty(attemptAt(operation, gateway), async (attempt) => {
          const response = await gateway.request(attempt.path, {
            method: operation.method,
            headers: attempt.headers,
            ...(attempt.body === undefined ? {} : { body: attempt.body }),
          });
          const text = await response.text();
          expect(response.status, `${operation.method} ${attempt.path}: ${text}`).toBeLessThan(500);
          if (response.status >= 400) {
            const problem = problemSchema.strict().parse(JSON.parse(text));
            expect(problem.status).toBe(response.status);
          }
        }),
        { numRuns: RUNS_PER_OPERATION, verbose: true },
      );
    }
  }, 240_000);
});

function operationsOf(gateway: TestGateway): Operation[] {
  const { paths = {} } = openapiDocument(gateway.app);
  // What is read here is checked by the assertions on the answers; the document is JSON of our own.
  const items = Object.entries(JSON.parse(JSON.stringify(paths)) as Record<string, object>);
  return items.flatMap(([path, item]) =>
    Object.entries(item).map(([method, details]) => ({
      method: method.toUpperCase(),
      path,
      parameters: details.parameters ?? [],
      body: details.requestBody?.content?.["application/json"]?.schema ?? {},
    })),
  );
}

function attemptAt(operation: Operation, gateway: TestGateway): fc.Arbitrary<Attempt> {
  const { schemas = {} } = openapiDocument(gateway.app).components ?? {};
  const resolve = (reference: string): JsonSchema =>
    JSON.parse(JSON.stringify(schemas[reference.split("/").at(-1) ?? ""] ?? {}));
  const query = operation.parameters.filter((parameter) => parameter.in === "query");
  const hasBody = !["GET", "DELETE"].includes(operation.method);
  const json = nearSchema(operation.body, resolve).map((value) => JSON.stringify(value));
  return fc.record({
    path: fc
      .tuple(fc.array(segment, { minLength: 4, maxLength: 4 }), queryOf(query, resolve))
      .map(([segments, search]) => fillPath(operation.path, segments) + search),
    body: hasBody
      ? fc.oneof({ weight: 8, arbitrary: json }, fc.string(), fc.constant(undefined))
      : fc.constant(undefined),
    headers: fc.oneof(
      { weight: 6, arbitrary: fc.constant({ "Content-Type": "application/json" }) },
      fc.constantFrom<Record<string, string>>(
        {},
        { "Content-Type": "text/plain" },
        { "Content-Type": "application/json; charset=latin1" },
        { "Content-Type": "multipart/form-data; boundary=x" },
        { "Content-Type": "application/json", "Idempotency-Key": "the same" },
        { "Content-Type": "application/json", "Content-Length": "5" },
      ),
    ),
  });
}

const segment = fc.oneof(
  fc.string({ unit: "binary", maxLength: 40 }).map(encode),
  fc.constantFrom("%00", "%ff", "%", "key_missing", "default", "..", "a%2Fb", "x".repeat(3_000)),
);

function queryOf(
  parameters: Operation["parameters"],
  resolve: (reference: string) => JsonSchema,
): fc.Arbitrary<string> {
  const known = parameters.map(({ name, schema }) =>
    fc.option(nearSchema(schema, resolve).map((value) => `${name}=${encode(String(value))}`)),
  );
  const unknown = fc.option(fc.constantFrom("page=2", "limit=%", "cursor=%00", "a[b]=c", "&&=="));
  return fc
    .tuple(unknown, ...known)
    .map((parts) => parts.filter((part) => part !== null))
    .map((parts) => (parts.length === 0 ? "" : `?${parts.join("&")}`));
}

/** Percent-encodes anything, lone surrogates too. */
function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

function fillPath(path: string, segments: readonly string[]): string {
  let index = 0;
  return path.replace(/\{\w+\}/g, () => segments[index++] ?? "x");
}
