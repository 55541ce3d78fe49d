import { Refusal } from '../../domains/kernel/routes.ts';

const CURSOR = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)_([0-9a-f-]{36})$/;

/** The place of the last row seen in a list that begins with the newest; the beginning without a cursor. */
export const placeOf = (cursor: string | undefined): { at: string; id: string } => {
  if (cursor === undefined) return { at: '~', id: 'ffffffff-ffff-ffff-ffff-ffffffffffff' };
  const [, at, id] = CURSOR.exec(cursor) ?? [];
  if (at === undefined || id === undefined)
    throw new Refusal('InvalidCursor', 'The cursor is not one of this list; begin again without one.');
  return { at, id };
};

/** The cursor behind the last row of a page, or null when the page is not full and so is the last one. */
export const cursorAfter = (last: readonly [at: string, id: string] | undefined, count: number, limit: number) =>
  last === undefined || count < limit ? null : last.join('_');
