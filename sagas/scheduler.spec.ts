import { expect, it } from 'vitest';
import type { Sql } from '../domains/kernel/projection.ts';
import type { DueDeadline } from './host.ts';
import { deliverDue, DUE_PAGE_MAX, DUE_PAGES_MAX } from './scheduler.ts';

const now = '2026-02-01T00:00:00.000Z';
const LATER = '2026-03-01T00:00:00.000Z';

/** A table of waiting instances that answers by the parameters: up to `now`, after a due time and id, at most a page. */
const table = (count: number) => {
  const rows = Array.from({ length: count }, (_, n) => {
    // Two thirds share one instant, so that a page ends in the middle of equals.
    const dueAt = n % 3 === 0 ? '2026-01-01T00:00:00.000Z' : '2026-01-15T00:00:00.000Z';
    const id = `tour/${String(n).padStart(7, '0')}`;
    const deadlines = [
      { name: 'expiry', dueAt },
      { name: 'later', dueAt: LATER },
    ];
    return { id, saga: 'tour', instance: id, correlation_id: 'c', next_due_at: dueAt, deadlines };
  }).sort((a, b) => (`${a.next_due_at}${a.id}` < `${b.next_due_at}${b.id}` ? -1 : 1));
  const placeOf = new Map(rows.map(({ next_due_at: dueAt, id }, place) => [`${dueAt} ${id}`, place]));
  const asked: number[] = [];
  const query = <T>({ values }: Sql): Promise<readonly T[]> => {
    const [until, , dueAt, id, limit] = values as [string, string, string, string, number];
    asked.push(limit);
    const start = (placeOf.get(`${dueAt} ${id}`) ?? -1) + 1;
    const page = rows.slice(start, start + limit).filter((row) => row.next_due_at <= until);
    return Promise.resolve(page as never);
  };
  return { query, asked };
};
const collect = async (count: number) => {
  const { query, asked } = table(count);
  const delivered: DueDeadline[] = [];
  const deliver = (deadline: DueDeadline): Promise<void> => Promise.resolve(void delivered.push(deadline));
  const found = await deliverDue(query, { deliver }, now);
  return { found, delivered, pages: asked.length };
};

it.each([
  [0, 1],
  [DUE_PAGE_MAX - 1, 1],
  [DUE_PAGE_MAX, 2],
  [3 * DUE_PAGE_MAX + 7, 4],
])('delivers %i due deadlines each once, in %i pages, though none is taken meanwhile', async (count, pages) => {
  const round = await collect(count);
  expect(round).toMatchObject({ found: count, pages });
  expect(new Set(round.delivered.map(({ instance }) => instance)).size).toBe(count);
  expect(round.delivered).toHaveLength(count);
  expect(round.delivered.every(({ name }) => name === 'expiry')).toBe(true);
});

it('ends a round after so many pages', async () => {
  const { found, pages } = await collect(DUE_PAGE_MAX * (DUE_PAGES_MAX + 1));
  expect([found, pages]).toEqual([DUE_PAGE_MAX * DUE_PAGES_MAX, DUE_PAGES_MAX]);
});
