import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { problemSchema } from "../src/http/problem";
import { openapiDocument } from "../src/operations/openapi-document";
import { createTestGateway, type TestGateway } from "./create-test-gateway";
import { attemptAt, isFault, operationsOf, readOpenapiRequests } from "./openapi-requests";
import { withDatabases } from "./test-databases";

const RUNS_PER_OPERATION = 100;

withDatabases("requests made up from the OpenAPI document", (engine) => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await createTestGateway({ engine });
  });
  afterAll(async () => gateway.close());

  it("are answered with a success or a problem, and never with a fault of the gateway", async () => {
    const document = readOpenapiRequests(JSON.stringify(openapiDocument(gateway.app)));
    const operations = operationsOf(document);
    expect(operations.length).toBeGreaterThan(5);
    for (const operation of operations) {
      await fc.assert(
        fc.asyncProperty(attemptAt(operation, document), async (attempt) => {
          const response = await gateway.request(attempt.path, {
            method: operation.method,
            headers: attempt.headers,
            ...(attempt.body === undefined ? {} : { body: attempt.body }),
          });
          const text = await response.text();
          const what = `${operation.method} ${attempt.path}: ${text}`;
          expect(isFault(response.status), what).toBe(false);
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
