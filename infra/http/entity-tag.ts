import { hash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';

const tagOf = (text: string): string => `W/"${hash('sha1', text, 'base64url')}"`;

/** Weak comparison (RFC 9110 8.8.3.2): a proxy may have made a strong tag weak or the other way round. */
const names = (header: string | undefined, tag: string): boolean => {
  if (header === undefined) return false;
  const opaque = (one: string): string => one.trim().replace(/^W\//, '');
  return header.trim() === '*' || header.split(',').some((one) => opaque(one) === opaque(tag));
};

/**
 * Sends JSON with a tag of its content, or 304 and nothing to a client that has this content already. Whatever stands between
 * us and the client asks again each time, and keeps no copy for others.
 */
export const sendTagged = (request: FastifyRequest, reply: FastifyReply, text: string): FastifyReply => {
  const tag = tagOf(text);
  void reply.headers({ etag: tag, 'cache-control': 'private, no-cache' });
  if (names(request.headers['if-none-match'], tag)) return reply.code(304).send();
  return reply.type('application/json; charset=utf-8').send(text);
};
