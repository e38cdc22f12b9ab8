import { ApiError, type FieldError } from "./api-error";

/** reliability 6.1: JSON bodies are at most 256 KB and 20 levels deep. */
export const MAX_JSON_BYTES = 256 * 1024;
const MAX_DEPTH = 20;
const MAX_MEMBERS = 10_000;

/**
 * Parses a JSON body more strictly than `JSON.parse`: no deep nesting, no repeated or dangerous member
 * names, no text that the database cannot hold (NUL, lone surrogates).
 *
 * @throws ApiError `invalid_request` naming the place.
 */
export function parseStrictJson(text: string): unknown {
  if (nestingDepth(text) > MAX_DEPTH) {
    throw malformed(`The JSON body is nested more than ${MAX_DEPTH} levels deep.`);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw malformed("The body is not valid JSON.");
  }
  const found = countMembers(value, "");
  if (found.problem !== null) throw malformed("The JSON body is not acceptable.", found.problem);
  // A repeated name vanishes while parsing, so what remains is counted against what was written.
  if (found.members !== writtenMembers(text)) {
    throw malformed("The JSON body names a member of an object twice.");
  }
  if (found.members > MAX_MEMBERS) {
    throw malformed(`The JSON body has more than ${MAX_MEMBERS} members.`);
  }
  return value;
}

function malformed(detail: string, error?: FieldError): ApiError {
  return new ApiError("invalid_request", {
    detail,
    errors: error === undefined ? [] : [error],
  });
}

type Count = { readonly members: number; readonly problem: FieldError | null };

function countMembers(value: unknown, path: string): Count {
  if (typeof value === "string") return { members: 0, problem: textProblem(value, path) };
  if (typeof value !== "object" || value === null) return { members: 0, problem: null };
  let members = 0;
  for (const [name, member] of Object.entries(value)) {
    const memberPath = `${path}/${escapePointer(name)}`;
    if (!Array.isArray(value)) {
      members += 1;
      const problem = nameProblem(name, path);
      if (problem !== null) return { members, problem };
    }
    const inner = countMembers(member, memberPath);
    members += inner.members;
    if (inner.problem !== null) return { members, problem: inner.problem };
  }
  return { members, problem: null };
}

function nameProblem(name: string, path: string): FieldError | null {
  if (name === "__proto__") return { path, message: "The member name __proto__ is not taken." };
  return textProblem(name, path);
}

function textProblem(text: string, path: string): FieldError | null {
  if (text.includes("\u0000")) return { path, message: "Must not contain the character U+0000." };
  if (!text.isWellFormed()) return { path, message: "Is not well-formed Unicode text." };
  return null;
}

/** Escapes one member name for a JSON pointer (RFC 6901). */
export function escapePointer(name: string): string {
  return name.replaceAll("~", "~0").replaceAll("/", "~1");
}

/** Only structure counts, so strings are skipped; an unbalanced text is left to the parser. */
function nestingDepth(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const character of structure(text)) {
    if (character === "{" || character === "[") deepest = Math.max(deepest, ++depth);
    if (character === "}" || character === "]") depth -= 1;
  }
  return deepest;
}

/** The number of `name: value` pairs in a text that is known to be valid JSON. */
function writtenMembers(text: string): number {
  let members = 0;
  for (const character of structure(text)) if (character === ":") members += 1;
  return members;
}

function* structure(text: string): Generator<string> {
  let inString = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (inString) {
      if (character === "\\") index += 1;
      else if (character === '"') inString = false;
    } else if (character === '"') {
      inString = true;
    } else if (character !== undefined && "{}[]:".includes(character)) {
      yield character;
    }
  }
}
