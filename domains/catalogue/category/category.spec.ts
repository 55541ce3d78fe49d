import { describe, expect, it } from 'vitest';
import { CategoryId } from '../../../event-schemas/primitives.ts';
import { deciderSpec } from '../../kernel/spec.ts';
import type { CategoryCommand } from './commands.ts';
import { CATEGORIES_MAX, CATEGORY_DEPTH_MAX, categoryDecider } from './decider.ts';
import { categoryEvents, categoryUpcasts, Slug, type CategoryEvent } from './events.ts';

const id = (n: number) => CategoryId.parse(`00000000-0000-7000-8000-${String(n).padStart(12, '0')}`);
const fields = (n: number, parent?: number, more: object = {}) => ({
  categoryId: id(n),
  slug: `c-${n}`,
  category: { name: `C${n}`, active: true, ...(parent === undefined ? {} : { parentId: id(parent) }), ...more },
});
const create = (n: number, parent?: number): CategoryCommand => ({ type: 'CreateCategory', data: fields(n, parent) });
const created = (n: number, parent?: number): CategoryEvent => ({ type: 'CategoryCreated', data: fields(n, parent) });
const move = (n: number, parent?: number): CategoryCommand => {
  const { categoryId, category } = fields(n, parent);
  return { type: 'ChangeCategory', data: { categoryId, category } };
};
const given = deciderSpec(categoryDecider, '2026-01-01T00:00:00.000Z');
/** A chain 1 > 2 > 3 … of so many categories. */
const chain = (length: number): CategoryEvent[] =>
  Array.from({ length }, (_, index) => created(index + 1, index === 0 ? undefined : index));

describe('the category tree', () => {
  it('grows below what exists', () => {
    given().when(create(1)).then(created(1));
    given(created(1)).when(create(2, 1)).then(created(2, 1));
    given().when(create(2, 1)).rejects('ParentCategoryNotFound');
  });
  it('has every slug once', () => {
    const other = { ...fields(2), slug: 'c-1' };
    given(created(1)).when({ type: 'CreateCategory', data: other }).rejects('CategorySlugTaken');
    given(created(1), created(2)).when(create(1, 2)).rejects('CategorySlugTaken');
  });
  it('moves a category with what is below it, never below itself and never too deep', () => {
    given(created(1), created(2))
      .when(move(2, 1))
      .then({ type: 'CategoryChanged', data: { categoryId: id(2), category: fields(2, 1).category } });
    given(...chain(3))
      .when(move(1, 3))
      .rejects('CategoryInsideItself');
    given(...chain(1))
      .when(move(1, 1))
      .rejects('CategoryInsideItself');
    given(...chain(CATEGORY_DEPTH_MAX))
      .when(create(9, CATEGORY_DEPTH_MAX))
      .rejects('CategoryTreeTooDeep');
    given(...chain(CATEGORY_DEPTH_MAX - 1), created(8), created(9, 8))
      .when(move(8, CATEGORY_DEPTH_MAX - 1))
      .rejects('CategoryTreeTooDeep');
  });
  it('has slugs in every script, and those of version 1, which had no marks', () => {
    for (const slug of ['women-kurtas', 'महिला-कुर्ती', 'పట్టు-చీర', 'பட்டு-சேலை', 'करत'])
      expect(Slug.parse(slug)).toBe(slug);
    for (const slug of ['a--b', '-a', 'a-', '\u093E-a', 'a-\u0BC7', 'a b', ''])
      expect(Slug.safeParse(slug).success).toBe(false);
    const stored = { ...fields(1), slug: 'करत' };
    const [toVersion2] = categoryUpcasts.CategoryCreated;
    expect(categoryEvents.CategoryCreated.parse(toVersion2!(stored))).toEqual(stored);
  });
  it('removes leaves only', () => {
    given(...chain(2))
      .when({ type: 'RemoveCategory', data: { categoryId: id(1) } })
      .rejects('CategoryHasChildren');
    given(...chain(2))
      .when({ type: 'RemoveCategory', data: { categoryId: id(2) } })
      .then({ type: 'CategoryRemoved', data: { categoryId: id(2) } });
    given().when(move(1)).rejects('CategoryNotFound');
  });
  it('is bounded', () => {
    const full = Array.from({ length: CATEGORIES_MAX }, (_, n) => created(n + 100)).reduce(
      categoryDecider.evolve,
      categoryDecider.initial,
    );
    expect(categoryDecider.decide(create(1), full, '')).toMatchObject({ rejected: 'TooManyCategories' });
  });
});
