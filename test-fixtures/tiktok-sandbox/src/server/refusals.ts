import type { RuleId } from "../rules/rule-matrix";

/** A call to the v2 API that breaks a rule; becomes the `{data, error}` envelope. */
export class ApiRefusal extends Error {
  readonly rule: RuleId;
  readonly status: number;
  readonly code: string;

  constructor(rule: RuleId, status: number, code: string, message: string) {
    super(message);
    this.name = "ApiRefusal";
    this.rule = rule;
    this.status = status;
    this.code = code;
  }
}

/** An OAuth call that breaks a rule; becomes the flat OAuth error. */
export class OauthRefusal extends Error {
  readonly rule: RuleId;
  readonly code: string;

  constructor(rule: RuleId, code: string, description: string) {
    super(description);
    this.name = "OauthRefusal";
    this.rule = rule;
    this.code = code;
  }
}

/** An authorisation request that TikTok answers on its own page, without redirecting back. */
export class PageRefusal extends Error {
  readonly rule: RuleId;
  readonly field: string;
  readonly errorCode: string;

  constructor(rule: RuleId, field: string, errorCode: string, explanation: string) {
    super(explanation);
    this.name = "PageRefusal";
    this.rule = rule;
    this.field = field;
    this.errorCode = errorCode;
  }
}
