/** One number of the business: its value, since when it holds, and who or what says so. */
type Setting<T> = { readonly value: T; readonly since: string; readonly source: string };
const setting = <const T>(value: T, source: string): Setting<T> => ({ value, since: '2026-11-30', source });

const SECOND_MS = 1_000;

/** What other systems may write down about something of the shop. */
export const annotationPolicy = {
  referenceCharactersMax: setting(200, 'our choice: more than any number of a document has'),
  keyCharactersMax: setting(80, 'our choice'),
  valueCharactersMax: setting(1_000, 'our choice: a note, not a document'),
  /** Keys of the public and of the private map, each. */
  keysMax: setting(50, 'our choice'),
  /** How long after its claim a reference may be written down; two clocks may differ by as much. */
  claimFinishMs: setting(30 * SECOND_MS, 'our choice: longer than any request'),
  /** A reference that is not written down so long after its claim will not be any more. */
  claimSettlesMs: setting(60 * SECOND_MS, 'our choice: as for SKUs'),
  /** Changes after which a stream begins anew with everything that holds. */
  periodMax: setting(200, 'our choice: what a fold reads at most'),
  /** Annotations that are read at once. */
  batchMax: setting(100, 'our choice: two pages of a list'),
  pageMax: setting(200, 'our choice: as other lists of staff'),
} as const;
