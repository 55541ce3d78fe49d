import type { IncomingMessage, ServerResponse } from 'node:http';

/** What a page of another origin may send: who asks, what it is under, and what it was told before. */
const ALLOWED_HEADERS = [
  'accept',
  'authorization',
  'content-type',
  'idempotency-key',
  'if-match',
  'if-none-match',
  'read-after',
  'x-correlation-id',
  'x-device-id',
  'x-device-name',
];
/** What such a page may see of an answer, besides its body. */
const EXPOSED_HEADERS = [
  'content-disposition',
  'etag',
  'idempotency-replayed',
  'location',
  'retry-after',
  'www-authenticate',
  'x-correlation-id',
  'x-position',
];
const ALLOWED_METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];
/** Browsers ask again after two hours at the latest. */
const PREFLIGHT_SECONDS = 7_200;

/** Nobody guesses what an answer is, shows it inside their page, or learns from a link where somebody was. */
const SAFE_HEADERS = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
} as const;

/** Whether pages of this origin (`https://shop.example`) may ask in a browser. */
export type AllowsOrigin = (origin: string) => boolean;

/** Comma-separated origins, or `*` for every one; none allows nobody. Tokens are sent as headers, so no cookie is at stake. */
export const allowedOrigins = (list: string): AllowsOrigin => {
  const origins = new Set(
    list
      .split(',')
      .map((origin) => origin.trim())
      .filter((origin) => origin !== ''),
  );
  return (origin) => origins.has('*') || origins.has(origin);
};

/**
 * Sets what browsers must know of every answer, and answers the question that they ask before a request of another origin
 * (the preflight of https://fetch.spec.whatwg.org); true when it did, so that nothing is left to do.
 */
export const answerBrowser = (
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  allowsOrigin: AllowsOrigin,
): boolean => {
  for (const [name, value] of Object.entries(SAFE_HEADERS)) outgoing.setHeader(name, value);
  const { origin, 'access-control-request-method': asked } = incoming.headers;
  if (origin === undefined) return false;
  outgoing.setHeader('vary', 'Origin');
  const isPreflight = incoming.method === 'OPTIONS' && asked !== undefined;
  if (allowsOrigin(origin)) {
    outgoing.setHeader('access-control-allow-origin', origin);
    if (isPreflight) {
      outgoing.setHeader('access-control-allow-methods', ALLOWED_METHODS.join(', '));
      outgoing.setHeader('access-control-allow-headers', ALLOWED_HEADERS.join(', '));
      outgoing.setHeader('access-control-max-age', String(PREFLIGHT_SECONDS));
    } else outgoing.setHeader('access-control-expose-headers', EXPOSED_HEADERS.join(', '));
  }
  // A page that is not allowed gets the same answer without the permission, and its browser stops there.
  if (isPreflight) outgoing.writeHead(204).end();
  return isPreflight;
};
