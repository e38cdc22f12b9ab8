import type { RuleId } from "../rules/rule-matrix";

/** A request as a route sees it: the body is read, nothing is parsed. */
export interface SandboxRequest {
  readonly method: string;
  readonly url: URL;
  /** Lower-case names; a repeated header is joined with a comma. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What a route answers. */
export interface SandboxReply {
  status: number;
  headers: Record<string, string>;
  body: string;
  /** What the request log shows beside the status. */
  readonly note: ReplyNote;
}

/** What happened, for the request log; never a secret. */
export interface ReplyNote {
  readonly code?: string;
  readonly rule?: RuleId;
  readonly logId?: string;
  readonly clientKey?: string;
  readonly username?: string;
  readonly publishId?: string;
}

/** An HTML page. */
export function htmlReply(status: number, body: string, note: ReplyNote = {}): SandboxReply {
  return { status, headers: { "content-type": "text/html; charset=utf-8" }, body, note };
}

/** A JSON document already written. */
export function jsonReply(status: number, body: string, note: ReplyNote = {}): SandboxReply {
  return { status, headers: { "content-type": "application/json; charset=utf-8" }, body, note };
}

/** A redirect. */
export function redirectReply(location: string, note: ReplyNote = {}): SandboxReply {
  return { status: 302, headers: { location }, body: "", note };
}
