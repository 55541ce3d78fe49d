/** The stream metadata the server acts on, from the last event of `$$stream`. */
export interface StreamMetadata {
  readonly maxCount?: number;
  /** In milliseconds. */
  readonly maxAgeMs?: number;
  /** Lowest visible revision; `DELETED` when the stream is soft-deleted. */
  readonly truncateBefore?: number;
}

/** `$tb` of a soft-deleted stream: 2^63-1 in the text, kept here as a number that compares above every revision. */
export const DELETED = Number.MAX_SAFE_INTEGER;
export const DELETED_TEXT = '{"$tb":9223372036854775807}';
export const METADATA_TYPE = '$metadata';
export const NO_METADATA: StreamMetadata = {};

const INT64_MAX = 9_223_372_036_854_775_807n;

export const metastreamOf = (stream: string): string => `$$${stream}`;
export const isMetastream = (stream: string): boolean => stream.startsWith('$$');
export const originalOf = (metastream: string): string => metastream.slice(2);

/**
 * Reads metadata as the real server does: if any known key has the wrong type, or an integer does not fit 64 bits,
 * all of it is ignored; zero and negative limits are as if absent.
 */
export function parseMetadata(data: Buffer, isJson: boolean): StreamMetadata {
  const parsed = isJson ? parseObject(data) : undefined;
  if (parsed === undefined || !isValidAcl(parsed.$acl)) return NO_METADATA;
  const integers = ['$maxCount', '$maxAge', '$tb', '$cacheControl'].map((key) => integerOf(parsed[key]));
  if (integers.includes('invalid')) return NO_METADATA;
  const [maxCount, maxAge, truncateBefore] = integers as (bigint | undefined)[];
  return {
    ...(maxCount !== undefined && maxCount > 0n && { maxCount: clamp(maxCount) }),
    ...(maxAge !== undefined && maxAge > 0n && { maxAgeMs: clamp(maxAge * 1000n) }),
    ...(truncateBefore !== undefined && truncateBefore > 0n && { truncateBefore: clamp(truncateBefore) }),
  };
}

/** The same metadata with another `$tb`; every other key is kept as it was. */
export function withTruncateBefore(data: Buffer, isJson: boolean, truncateBefore: number): Buffer {
  const parsed = (isJson ? parseObject(data) : undefined) ?? {};
  const entries = { ...parsed, $tb: BigInt(truncateBefore) };
  return Buffer.from(
    JSON.stringify(entries, (_key, value: unknown) => (typeof value === 'bigint' ? rawInteger(value) : value)),
  );
}

const rawInteger = (value: bigint): unknown =>
  (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(String(value));

function parseObject(data: Buffer): Record<string, unknown> | undefined {
  try {
    // Integers become BigInt from their source text: 2^63-1 is no exact JavaScript number.
    const reviver = (_key: string, value: unknown, context?: { source?: string }): unknown =>
      typeof value === 'number' && /^-?\d+$/.test(context?.source ?? '') ? BigInt(context!.source!) : value;
    const parsed: unknown = JSON.parse(data.toString(), reviver);
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
      ? (parsed as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

function integerOf(value: unknown): bigint | undefined | 'invalid' {
  if (value === undefined) return undefined;
  if (typeof value !== 'bigint') return 'invalid';
  return value > INT64_MAX || value < -INT64_MAX - 1n ? 'invalid' : value;
}

function isValidAcl(acl: unknown): boolean {
  if (acl === undefined) return true;
  if (typeof acl !== 'object' || acl === null || Array.isArray(acl)) return false;
  return Object.values(acl).every(
    (roles) => typeof roles === 'string' || (Array.isArray(roles) && roles.every((role) => typeof role === 'string')),
  );
}

const clamp = (value: bigint): number => (value >= BigInt(DELETED) ? DELETED : Number(value));
