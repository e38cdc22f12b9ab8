/** One request to an address from outside. */
export type OutboundRequest = {
  readonly url: string;
  readonly method: "GET" | "HEAD" | "POST";
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | null;
  /** 0: a redirect is an answer like others. Only `GET` and `HEAD` are ever redirected. */
  readonly maxRedirects: number;
  /** More bytes than this end the body with an error. */
  readonly maxBytes: number;
  readonly signal: AbortSignal;
};

/** The answer to an {@link OutboundRequest}; its body must be read to the end or closed. */
export type OutboundResponse = {
  readonly status: number;
  /** Names in lower case; of a repeated header the first value. */
  readonly headers: ReadonlyMap<string, string>;
  /** @throws OutboundError while it is read. */
  readonly body: AsyncIterable<Uint8Array>;
  /** Drops the rest of the body and its connection. */
  readonly close: () => void;
};

/** Calls addresses that somebody outside chose: of media, of webhook endpoints. */
export type OutboundClient = {
  /** @throws OutboundError */
  readonly send: (request: OutboundRequest) => Promise<OutboundResponse>;
  /** Ends every connection. */
  readonly close: () => Promise<void>;
};
