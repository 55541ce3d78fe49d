import { ProblemError } from './problem.ts';

export const API_PREFIX = '/api/v1';
const VERSIONED_TYPE = /^application\/vnd\.only2u\.v(\d+)\+json$/i;

/** `/api/...` and `/api/v1/...` are the same. */
export const rewriteUrl = (url: string): string =>
  url.startsWith('/api/') && !/^\/api\/v\d+(\/|\?|$)/.test(url) ? API_PREFIX + url.slice('/api'.length) : url;

/**
 * Version 1 may also be asked for by `Accept: application/vnd.only2u.v1+json`. Throws the 406 for a client that takes nothing
 * but other versions; what else it accepts is not looked at, since every answer says what it is.
 */
export const requireKnownVersion = (accept: string | undefined): void => {
  if (accept === undefined || !accept.includes('vnd.only2u')) return;
  const types = accept.split(',').map((range) => range.split(';', 1)[0]!.trim());
  const versions = types.map((type) => VERSIONED_TYPE.exec(type)?.[1]);
  if (versions.some((version) => version === undefined || version === '1')) return;
  throw new ProblemError(406, 'NotAcceptable', 'This API has version 1 only: application/vnd.only2u.v1+json.');
};
