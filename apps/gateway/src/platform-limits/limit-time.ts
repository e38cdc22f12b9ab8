import { type RawBuilder, sql } from "kysely";

/** What time it is for those who count together, as an expression of SQL. */
export type LimitTime = () => RawBuilder<Date>;

/** The database's own clock: replicas need not agree on the time. */
export const databaseTime: LimitTime = () => sql<Date>`clock_timestamp()`;

/** A clock of this process, for those whose platform follows it too. */
export function processTime(now: () => Date): LimitTime {
  return () => sql<Date>`${now().toISOString()}::timestamptz`;
}

/** A number of milliseconds as an interval. */
export function interval(milliseconds: number): RawBuilder<unknown> {
  return sql`make_interval(secs => ${milliseconds / 1000}::double precision)`;
}
