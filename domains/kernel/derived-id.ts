import { hash } from 'node:crypto';

/** Same parts, same UUID (version 8, RFC 9562): a retried command or a redelivered event produces the same ids. */
export const derivedId = (...parts: readonly (string | number)[]): string => {
  const hex = hash('sha256', parts.join('\n'));
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};
