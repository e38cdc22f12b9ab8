/**
 * The fields that a log line may have; others do not compile, and are dropped at run time. None of
 * them is for anything from outside that could hold a secret: no URL, header, query or body.
 */
export type LogFields = {
  readonly requestId?: string;
  readonly method?: string;
  /** The route's pattern, never the path: paths hold the tokens of owners' links. */
  readonly route?: string;
  readonly status?: number;
  readonly durationMs?: number;
  readonly sizeBytes?: number;
  readonly tenantId?: string;
  readonly keyId?: string;
  readonly connectionId?: string;
  readonly mediaId?: string;
  readonly postId?: string;
  readonly deliveryId?: string;
  readonly platform?: string;
  readonly platformCode?: string | null;
  readonly platformLogId?: string | null;
  readonly jobKind?: string;
  readonly step?: string;
  readonly attempt?: number;
  readonly count?: number;
  /** An address of this gateway itself. */
  readonly address?: string;
  readonly error?: unknown;
};

/** Writes log lines; every one passes the allow-list and the filter of secrets. */
export interface Logger {
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
}
