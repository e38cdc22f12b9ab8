/** A column that holds sealed text, so that the start can tell which keys are in use. */
export type SealedColumn = { readonly table: string; readonly column: string };

/**
 * Every column with sealed text. A room that seals something adds its column here; a key that one of
 * them needs cannot then go missing unnoticed.
 */
export const sealedColumns: readonly SealedColumn[] = [
  { table: "keyv", column: "value" },
  { table: "authorization_flows", column: "sealed_link" },
  { table: "authorization_flows", column: "sealed_secrets" },
  { table: "client_registrations", column: "sealed" },
  { table: "deliveries", column: "state" },
  { table: "reviews", column: "sealed_token" },
  { table: "media_uploads", column: "sealed_token" },
  { table: "media_fetches", column: "sealed_url" },
  { table: "media_leases", column: "sealed_token" },
  { table: "webhook_endpoints", column: "sealed" },
];
