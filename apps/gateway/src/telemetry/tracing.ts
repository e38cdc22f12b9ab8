/** What a span says about itself: names, counts and codes, never anything from outside. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

/** A span while its work runs. */
export type ActiveSpan = {
  /** Adds what is known only now. */
  set(attributes: SpanAttributes): void;
};

/** How a span begins. */
export type SpanStart = {
  /** Low in variety: a route's pattern, a step's name; ids belong into the attributes. */
  readonly name: string;
  readonly kind: "internal" | "server" | "client" | "consumer";
  readonly attributes: SpanAttributes;
  /** The caller's `traceparent` header, when there is one. */
  readonly traceparent: string | null;
};

/** Where the gateway's time goes, as OpenTelemetry spans. */
export interface Tracing {
  /**
   * Runs `work` inside a span; spans that begin within are its children. What `work` throws passes
   * through, and the span notes only its code.
   */
  span<Result>(start: SpanStart, work: (span: ActiveSpan) => Promise<Result>): Promise<Result>;
  /** Sends what is still held back; rejects when the collector does not take it within seconds. */
  close(): Promise<void>;
}
