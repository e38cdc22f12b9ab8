import { html } from "hono/html";
import type { HtmlEscapedString } from "hono/utils/html";
import { errorCodes } from "../http/error-codes";
import type { OpenapiDocument } from "./openapi-document";

type Html = HtmlEscapedString | Promise<HtmlEscapedString>;
type Operation = { method: string; path: string; details: OperationDetails };
type OperationDetails = {
  summary?: string;
  tags?: string[];
  "x-scope"?: string;
  requestBody?: unknown;
  parameters?: unknown;
  responses?: Record<string, { description?: string }>;
};

const methods = ["get", "post", "put", "patch", "delete"] as const;

/** The reference as one page without script: every route with its parts, and every error code. */
export function documentationPage(document: OpenapiDocument): Html {
  const operations = operationsOf(document);
  return html`<h1>Upload Post API</h1>
<p>${document.info.description ?? ""}</p>
<p>Programs read <a href="/openapi.json">openapi.json</a>. Send <code>Authorization: Bearer &lt;API key&gt;</code> to everything under <code>/v1</code>.</p>
${[...groupByTag(operations)].map(
  ([tag, group]) => html`<h2>${tag}</h2>
${group.map(operationSection)}`,
)}
<h2>Shapes</h2>
${Object.entries(document.components?.schemas ?? {}).map(
  ([name, schema]) => html`<details id="shape-${name}"><summary><code>${name}</code></summary>
<pre>${JSON.stringify(schema, null, 2)}</pre></details>`,
)}
<h2>Errors</h2>
<p>Every refusal is <code>application/problem+json</code>; programs branch on <code>code</code>.</p>
<table><thead><tr><th>code</th><th>status</th><th>meaning</th><th>repeat?</th></tr></thead><tbody>
${Object.entries(errorCodes).map(
  ([code, row]) => html`<tr id="error-${code}"><td><code>${code}</code></td><td>${row.status}</td>
<td>${row.title}</td><td>${row.retryable ? "later" : "no"}</td></tr>`,
)}
</tbody></table>`;
}

function operationSection({ method, path, details }: Operation): Html {
  const scope = details["x-scope"];
  return html`<div class="card"><p><code>${method.toUpperCase()} ${path}</code></p>
<p>${details.summary ?? ""}</p>
<p class="muted">${scope === undefined ? "No API key needed." : `Scope: ${scope}`}</p>
${details.parameters === undefined ? "" : detailsBlock("Parameters", details.parameters)}
${details.requestBody === undefined ? "" : detailsBlock("Body", details.requestBody)}
<table><tbody>${Object.entries(details.responses ?? {}).map(
    ([status, response]) => html`<tr><td>${status}</td><td>${response.description ?? ""}</td></tr>`,
  )}</tbody></table></div>`;
}

function detailsBlock(title: string, content: unknown): Html {
  return html`<details><summary>${title}</summary><pre>${JSON.stringify(content, null, 2)}</pre></details>`;
}

function operationsOf(document: OpenapiDocument): Operation[] {
  return Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const details: OperationDetails | undefined = item[method];
      return details === undefined ? [] : [{ method, path, details }];
    }),
  );
}

function groupByTag(operations: readonly Operation[]): Map<string, Operation[]> {
  return Map.groupBy(operations, ({ details }) => details.tags?.[0] ?? "Other");
}
