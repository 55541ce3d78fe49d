import type { Secrets } from '../../domains/kernel/ports/secrets.ts';
import { JsonText, type ReadRoute } from '../../domains/kernel/routes.ts';
import { parsePart } from './input.ts';
import { ProblemError } from './problem.ts';

/** Far more than any place in a list takes. */
export const CURSOR_LENGTH_MAX = 800;
const SEAL_LENGTH = 22;
const DOT = '.';

type Hashing = Pick<Secrets, 'keyedHash'>;
type Asked = { readonly params: unknown; readonly query: unknown };
type Query = Readonly<Record<string, unknown>>;

/** A list is its path with the ids in it, and the order it is sorted in; filters and the size of a page may change. */
const listOf = ({ path }: Pick<ReadRoute, 'path'>, { params, query }: Asked): string[] => {
  const { sort = '' } = (query ?? {}) as { sort?: string };
  return [path, JSON.stringify(params ?? {}), sort];
};

const sealOf = (place: string, list: readonly string[], { keyedHash }: Hashing): string =>
  Buffer.from(keyedHash('page cursor', place, ...list), 'hex')
    .toString('base64url')
    .slice(0, SEAL_LENGTH);

const seal = (place: string, list: readonly string[], secrets: Hashing): string =>
  `${Buffer.from(place).toString('base64url')}${DOT}${sealOf(place, list, secrets)}`;

const open = (cursor: string, list: readonly string[], secrets: Hashing): string | undefined => {
  const [text = '', given] = cursor.split(DOT);
  const place = Buffer.from(text, 'base64url').toString('utf8');
  return cursor.length <= CURSOR_LENGTH_MAX && seal(place, list, secrets) === `${text}${DOT}${given}`
    ? place
    : undefined;
};

export const wrongCursor = (): ProblemError =>
  new ProblemError(400, 'InvalidCursor', 'The cursor is not the "next" of this list; begin again without one.', {
    errors: [{ pointer: '/query/cursor', message: 'must be the "next" of an earlier page of the same list and sort' }],
  });

/** Whether the route is a list that is read in pages. */
export const isPaged = ({ query }: Pick<ReadRoute, 'query'>): boolean =>
  query !== undefined && 'shape' in query && 'cursor' in (query as { shape: object }).shape;

/**
 * The query of a read, with the place that its cursor stands for. Cursors are sealed with the installation's secret and with the
 * list that they are of, so that a damaged one, or one of another list or person, is told apart from every place there is.
 * @throws ProblemError 400 that names what is wrong
 */
export const parseQuery = (route: ReadRoute, params: unknown, given: unknown, secrets: Hashing): unknown => {
  const { cursor, ...rest } = given as Query;
  if (cursor === undefined || !isPaged(route)) return parsePart('query', route.query, given);
  const list = listOf(route, { params, query: parsePart('query', route.query, rest) });
  const place = typeof cursor === 'string' ? open(cursor, list, secrets) : undefined;
  if (place === undefined) throw wrongCursor();
  return parsePart('query', route.query, { ...rest, cursor: place });
};

/** How the JSON text of a page ends, which has been put together already. */
const NEXT_AT_END = /"next":"([^"\\]*)"\}$/;

/** The page with its `next` sealed. */
export const withSealedNext = (route: ReadRoute, asked: Asked, value: unknown, secrets: Hashing): unknown => {
  if (!isPaged(route)) return value;
  const sealed = (place: string): string => seal(place, listOf(route, asked), secrets);
  if (value instanceof JsonText)
    return new JsonText(
      value.text.replace(NEXT_AT_END, (_, place: string) => `"next":${JSON.stringify(sealed(place))}}`),
    );
  const { next } = value as { readonly next?: unknown };
  return typeof next === 'string' ? { ...(value as object), next: sealed(next) } : value;
};
