/** A row as JSON text, or undefined when there is none (any more). */
export type ViewRow = { readonly key: string; readonly text: string | undefined };
/** What a good copy says. */
export type ViewAnswer = { readonly text: string | undefined };

/**
 * Copies of rows of a read model, close to the reader. The table stays the truth: no answer means to read the table. A copy
 * is good only while its writer keeps saying how far it has come; rows that lapsed, or were missed while the copies could
 * not be written, count as no answer. Nothing here throws for want of the store.
 */
export type RowViews = {
  /** The copy, if it holds everything up to `atLeast`. */
  get(view: string, key: string, atLeast?: bigint): Promise<ViewAnswer | undefined>;
  /**
   * Puts rows as they are at a log position, and says that the copies now hold everything up to it. A row that is there
   * with a later position stays. False when the copies could not be written.
   */
  put(view: string, rows: readonly ViewRow[], position: bigint): Promise<boolean>;
};
