import type { Limits, PostIssue } from "../connector";

/** One measured value against one limit. */
export type LimitCheck = {
  readonly path: string;
  readonly code: string;
  /** What was measured, as the beginning of a sentence: "The video's frame rate". */
  readonly subject: string;
  /** `null` when it is unknown: then nothing is said. */
  readonly value: number | null;
  readonly unit: string;
  readonly limits: Limits;
  readonly platform: string;
};

/** Says what is wrong when a value is outside its limits. */
export function checkLimits(check: LimitCheck): PostIssue[] {
  const { value, limits, unit } = check;
  if (value === null) return [];
  const tooSmall = limits.min !== null && value < limits.min;
  const tooLarge = limits.max !== null && value > limits.max;
  if (!tooSmall && !tooLarge) return [];
  const shown = Number.isInteger(value) ? value : Number(value.toFixed(3));
  return [
    {
      path: check.path,
      code: check.code,
      severity: "error",
      message: `${check.subject} is ${shown} ${unit}; ${check.platform} takes ${range(limits, unit)}. Bring other media.`,
    },
  ];
}

function range(limits: Limits, unit: string): string {
  if (limits.min !== null && limits.max !== null) return `${limits.min} to ${limits.max} ${unit}`;
  return limits.min === null ? `at most ${limits.max} ${unit}` : `at least ${limits.min} ${unit}`;
}
