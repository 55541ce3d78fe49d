import type { AnyMessage, Recorded } from '../../event-schemas/primitives.ts';

/** The PostgreSQL type of a column. Instants are `text`, since their string order is time order. */
export type ColumnType =
  'text' | 'uuid' | 'bigint' | 'integer' | 'boolean' | 'double precision' | 'jsonb' | 'text[]' | 'uuid[]';

/**
 * A read model: a pure fold from events to rows. `keysOf` names the rows that an event touches, `evolve` gives the new
 * row, or undefined for no row. The runner loads rows, folds a batch in memory and writes rows and checkpoint in one
 * statement, so a redelivered event changes nothing. A row folds one stream category, or gives the same row in any order
 * of events from different streams.
 */
export type Projection<E extends AnyMessage, Row extends object> = {
  /** The service whose PostgreSQL schema holds the table. */
  readonly service: string;
  readonly name: string;
  /** A changed fold is a new version: it is built beside the old one and takes its place when it has caught up. */
  readonly version: number;
  readonly columns: { readonly [K in keyof Row]-?: ColumnType };
  readonly key: keyof Row & string;
  /** Columns that PostgreSQL computes, as `name definition`; never read back into rows. */
  readonly generated?: readonly string[];
  /** Index definitions after `on table`, such as `(user_id, placed_at desc)` or `using gin (search)`. */
  readonly indexes?: readonly string[];
  readonly handles: readonly E['type'][];
  readonly keysOf: (event: Recorded<E>) => readonly string[];
  readonly evolve: (row: Row | undefined, event: Recorded<E>, key: string) => Row | undefined;
  /** Whether the rows of this event cannot be there before it, such as those of the first event of a stream: nobody looks for them. */
  readonly begins?: (event: Recorded<E>) => boolean;
};

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the registry erases both type parameters
export type AnyProjection = Projection<any, any>;

/** Keeps the types of a projection while its shape is checked. */
export const defineProjection = <E extends AnyMessage, Row extends object>(
  projection: Projection<E, Row>,
): Projection<E, Row> => projection;

/** A parameterised statement; the tag turns `${value}` into `$n`. */
export type Sql = {
  readonly text: string;
  readonly values: readonly unknown[];
  /** Planned anew for these values, because the best plan depends on them much more than planning costs. */
  readonly replan?: boolean;
};
export const sql = (parts: TemplateStringsArray, ...values: readonly unknown[]): Sql => ({
  text: parts.reduce((text, part, index) => `${text}$${index}${part}`),
  values,
});
