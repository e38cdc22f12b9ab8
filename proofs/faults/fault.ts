/** Who makes a fault: the address that is called, or the proxy on the way. */
export type FaultPlace = "address" | "proxy";

/** One way in which an exchange over HTTP goes wrong. */
type FaultDescription = {
  readonly place: FaultPlace;
  /** Whether the other side has seen the whole request, and so may have acted on it. */
  readonly arrives: boolean;
  readonly says: string;
};

/** Everything that is done to an exchange. */
export const faults = {
  "connection-refused": {
    place: "address",
    arrives: false,
    says: "nobody listens at the address",
  },
  "unknown-host": { place: "address", arrives: false, says: "the name of the host is not found" },
  "reset-before": {
    place: "proxy",
    arrives: false,
    says: "reset once the head of the request is in",
  },
  "reset-during": {
    place: "proxy",
    arrives: false,
    says: "reset after half of the request's body",
  },
  "reset-after": { place: "proxy", arrives: false, says: "reset after the request, not passed on" },
  "accepted-reset": {
    place: "proxy",
    arrives: true,
    says: "passed on and answered, then reset before the answer",
  },
  "accepted-close": {
    place: "proxy",
    arrives: true,
    says: "passed on and answered, then closed in the middle of the answer",
  },
  silence: { place: "proxy", arrives: false, says: "taken, not passed on, never answered" },
  "accepted-silence": { place: "proxy", arrives: true, says: "passed on, the answer held back" },
  "slow-answer": { place: "proxy", arrives: true, says: "passed on, the answer comes in drops" },
  "http-429": { place: "proxy", arrives: false, says: "429 without Retry-After" },
  "http-429-retry-after": { place: "proxy", arrives: false, says: "429 with Retry-After" },
  "http-500": { place: "proxy", arrives: false, says: "500, not passed on" },
  "http-502": { place: "proxy", arrives: false, says: "502, not passed on" },
  "http-503": { place: "proxy", arrives: false, says: "503 with Retry-After, not passed on" },
  "http-504": { place: "proxy", arrives: false, says: "504, not passed on" },
  "accepted-http-502": {
    place: "proxy",
    arrives: true,
    says: "passed on, then 502 instead of the answer",
  },
  "truncated-json": {
    place: "proxy",
    arrives: true,
    says: "passed on, the answer's body cut short but well framed",
  },
  "wrong-json": { place: "proxy", arrives: true, says: "passed on, another JSON as the answer" },
  html: { place: "proxy", arrives: false, says: "200 with a page of HTML, not passed on" },
  "error-body": {
    place: "proxy",
    arrives: false,
    says: "200 with the platform's own error in the body, not passed on",
  },
  "answered-twice": {
    place: "proxy",
    arrives: true,
    says: "passed on, the answer sent twice over the same connection",
  },
} as const satisfies Readonly<Record<string, FaultDescription>>;

/** The name of a fault. */
export type Fault = keyof typeof faults;

/** All of them, in the order of the table. */
export const faultNames = Object.keys(faults) as readonly Fault[];
