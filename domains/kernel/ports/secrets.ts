/** Keyed hashes under the installation's secret: names for streams of personal values, one-time codes, opaque tokens. */
export type Secrets = {
  /** HMAC-SHA256 of the parts, as 64 hex digits; `purpose` keeps uses apart. */
  keyedHash(purpose: string, ...parts: readonly string[]): string;
  /** A UUID made from the same hash, for stream ids. */
  keyedId(purpose: string, ...parts: readonly string[]): string;
  /** An unguessable token of 256 bits, base64url. */
  randomToken(): string;
};

/** Letters and digits that nobody takes for one another. */
const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';

/** So many letters of 5 bits, at most 32, from a keyed hash: nobody guesses them, and the same hash gives the same ones. */
export const secretLetters = (keyedHash: string, count: number): string =>
  Array.from(Buffer.from(keyedHash, 'hex').subarray(0, count), (byte) => LETTERS[byte % LETTERS.length]).join('');
