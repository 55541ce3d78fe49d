/** One number of the business: its value, since when it holds, and who or what says so. */
type Setting<T> = { readonly value: T; readonly since: string; readonly source: string };
const setting = <const T>(value: T, source: string): Setting<T> => ({ value, since: '2026-11-24', source });

/** Questions about products and their answers. */
export const questionPolicy = {
  textMax: setting(1_000, 'our choice: a paragraph'),
  /** What one person may write in a day (Asia/Kolkata). Sellers and staff answer as much as they like. */
  dayMax: setting({ question: 10, answer: 30, report: 30 }, 'our choice: more than a shopper needs'),
  answersMax: setting(100, 'our choice: of one question'),
  /** People whose votes on one answer are counted; later ones change nothing. */
  helpfulMax: setting(10_000, 'our choice'),
  /** So many different people who report a text hide it, until a moderator has looked at it. */
  reportsToHide: setting(3, 'our choice: one person alone silences nobody'),
  /** Reports of one text that are kept; it is hidden or cleared long before. */
  reportsMax: setting(100, 'our choice'),
  answersShown: setting(3, 'our choice: of each question of a list; the others are one request away'),
} as const;
