/** With these the request never left, so nothing happened. */
const NEVER_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

/** Whether a request that ended in this code of the system, or in none, may have been carried out. */
export const effectOf = (networkCode: unknown): 'none' | 'unknown' =>
  typeof networkCode === 'string' && NEVER_SENT.has(networkCode) ? 'none' : 'unknown';

/** What it means that `fetch` threw: whether it was for want of time, and whether the request may have had its effect. */
export const lostRequest = (
  error: unknown,
): { readonly cause: 'timeout' | 'network'; readonly effect: 'none' | 'unknown' } => {
  if (error instanceof Error && error.name === 'TimeoutError') return { cause: 'timeout', effect: 'unknown' };
  const code: unknown = error instanceof Error ? Reflect.get(Object(error.cause), 'code') : undefined;
  return { cause: 'network', effect: effectOf(code) };
};
