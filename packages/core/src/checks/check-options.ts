import type { StandardSchemaV1 } from "@standard-schema/spec";
import type { JsonObject, PostIssue } from "../connector";
import type { PostCheckRequest } from "./post-check-request";

/** Options as the connector's schema gave them back; `null` when it refused them. */
export type CheckedOptions = {
  readonly options: JsonObject | null;
  readonly issues: readonly PostIssue[];
};

/**
 * Parses options with the connector's schema. What the owner decides later may be missing: complaints
 * about exactly those are left out, and the rest is taken as it was written.
 */
export async function checkOptions(request: PostCheckRequest): Promise<CheckedOptions> {
  const kind = request.media[0]?.kind ?? "video";
  const { mode, account } = request;
  const { schema, jsonSchema } = request.connector.options({ mode, media: kind, account });
  const written = request.options ?? {};
  const unknown = unknownOptions(written, jsonSchema, request.connector.displayName);
  if (unknown.length > 0) return { options: null, issues: unknown };
  const result = await schema["~standard"].validate(written);
  if (result.issues === undefined) return { options: result.value, issues: [] };
  const issues = result.issues
    .filter((issue) => !isUndecided(issue, written, request.undecided))
    .map(
      (issue): PostIssue => ({
        path: pointer(issue.path ?? []),
        code: "option_invalid",
        message: issue.message,
        severity: "error",
      }),
    );
  if (issues.length > 0 || !isObject(written)) return { options: null, issues };
  return { options: written, issues: [] };
}

/** Names that the platform does not have: a typing error must never become a silent default. */
function unknownOptions(written: unknown, jsonSchema: JsonObject, platform: string): PostIssue[] {
  const known = isObject(jsonSchema.properties) ? jsonSchema.properties : {};
  const names = isObject(written) ? Object.keys(written) : [];
  return names
    .filter((name) => !Object.hasOwn(known, name))
    .map((name) => ({
      path: pointer([name]),
      code: "unknown_option",
      message: `${platform} has no option of this name here. Leave it out; the publishing options list those there are.`,
      severity: "error",
    }));
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function keyOf(segment: PropertyKey | StandardSchemaV1.PathSegment): PropertyKey {
  return typeof segment === "object" ? segment.key : segment;
}

function isUndecided(
  issue: StandardSchemaV1.Issue,
  written: unknown,
  undecided: readonly string[],
): boolean {
  const first = issue.path?.[0];
  if (first === undefined) return false;
  const name = String(keyOf(first));
  const missing = !isObject(written) || written[name] === undefined;
  return missing && undecided.includes(name);
}

function pointer(path: readonly (PropertyKey | StandardSchemaV1.PathSegment)[]): string {
  const segments = path.map((segment) =>
    String(keyOf(segment)).replaceAll("~", "~0").replaceAll("/", "~1"),
  );
  return ["/options", ...segments].join("/");
}
