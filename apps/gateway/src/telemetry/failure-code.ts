/** What a failure is counted as: its code where it has one, else the name of its class. Never its message. */
export function failureCode(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  if ("code" in error && typeof error.code === "string") return error.code;
  return error.name;
}
