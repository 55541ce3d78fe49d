/** Keyed hashes under the installation's secret: names for streams of personal values, one-time codes, opaque tokens. */
export type Secrets = {
  /** HMAC-SHA256 of the parts, as 64 hex digits; `purpose` keeps uses apart. */
  keyedHash(purpose: string, ...parts: readonly string[]): string;
  /** A UUID made from the same hash, for stream ids. */
  keyedId(purpose: string, ...parts: readonly string[]): string;
  /** An unguessable token of 256 bits, base64url. */
  randomToken(): string;
};
