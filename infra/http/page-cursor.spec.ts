import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { JsonText, readRoute } from '../../domains/kernel/routes.ts';
import { parseQuery, withSealedNext } from './page-cursor.ts';
import { ProblemError } from './problem.ts';

const secrets = {
  keyedHash: (purpose: string, ...parts: readonly string[]) =>
    createHmac('sha256', 'secret')
      .update(JSON.stringify([purpose, ...parts]))
      .digest('hex'),
};
const listAt = (path: string) =>
  readRoute({
    path,
    tag: 'Things',
    allow: ['public'],
    summary: 'Things',
    query: z.object({
      sort: z.enum(['old', 'new']).default('new'),
      limit: z.coerce.number().default(2),
      cursor: z.string().optional(),
    }),
    reply: z.object({ next: z.string().nullable() }),
    projections: [],
    run: () => Promise.resolve({ next: null }),
  });
const list = listAt('/things/:userId');
const mine = { userId: 'mine' };
const queryOf = (query: object = {}) => ({ sort: 'new', limit: 2, ...query });
const cursorAt = (place: string, params: object = mine, query: object = {}): string =>
  (withSealedNext(list, { params, query: queryOf(query) }, { next: place }, secrets) as { next: string }).next;
const placeOf = (cursor: unknown, params: object = mine, query: object = {}, route = list): unknown =>
  (parseQuery(route, params, { ...query, cursor }, secrets) as { cursor?: string }).cursor;
const refused = (run: () => unknown): unknown => {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return [error.status, error.errors?.[0]?.pointer];
  }
};
const WRONG = [400, '/query/cursor'];

describe('a cursor', () => {
  it('leads to the place that it was made for, whatever the size of the page', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 100 }), (place) => {
        expect(placeOf(cursorAt(place), mine, { limit: '5' })).toBe(place);
        expect(placeOf(cursorAt(place), mine, { sort: 'new' })).toBe(place);
      }),
    ));
  it('with any character changed, added or left out is refused by its name', () =>
    fc.assert(
      fc.property(
        fc.string({ minLength: 1, maxLength: 60 }),
        fc.nat(),
        fc.string({ maxLength: 2 }),
        (place, at, other) => {
          const cursor = cursorAt(place);
          const cut = at % cursor.length;
          const damaged = cursor.slice(0, cut) + other + cursor.slice(cut + 1);
          fc.pre(damaged !== cursor);
          expect(refused(() => placeOf(damaged))).toEqual(WRONG);
        },
      ),
    ));
  it('of another person, another sort or another list is refused, and so is one that is no text', () => {
    const cursor = cursorAt('5');
    expect(refused(() => placeOf(cursor, { userId: 'theirs' }))).toEqual(WRONG);
    expect(refused(() => placeOf(cursor, mine, { sort: 'old' }))).toEqual(WRONG);
    expect(refused(() => placeOf(cursor, mine, {}, listAt('/others/:userId')))).toEqual(WRONG);
    for (const wrong of ['', '5', [cursor, cursor], 'x'.repeat(10_000)])
      expect(refused(() => placeOf(wrong))).toEqual(WRONG);
  });
  it('is put into pages that are JSON text already, and is null behind the last', () => {
    const asked = { params: mine, query: queryOf() };
    const text = (next: string) => new JsonText(`{"things":[{"next":"kept"}],"next":${next}}`);
    const page = withSealedNext(list, asked, text('"5"'), secrets) as JsonText;
    expect(JSON.parse(page.text)).toEqual({ things: [{ next: 'kept' }], next: cursorAt('5') });
    expect((withSealedNext(list, asked, text('null'), secrets) as JsonText).text).toContain('"next":null}');
    expect(withSealedNext(list, asked, { next: null }, secrets)).toEqual({ next: null });
  });
});
