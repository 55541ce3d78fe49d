import { defineProjection } from '../../kernel/projection.ts';
import type { Category, CategoryEvent } from './events.ts';

export type CategoryNode = Category & { readonly id: string; readonly slug: string };
export type CategoryTreeRow = { readonly tree: string; readonly categories: readonly CategoryNode[] };

const before = (a: CategoryNode, b: CategoryNode): number =>
  (a.displayOrder ?? Infinity) - (b.displayOrder ?? Infinity) || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);

/** The whole tree as one row, in display order: it is small, changes seldom and is always wanted whole. */
export const categoryTreeProjection = defineProjection<CategoryEvent, CategoryTreeRow>({
  service: 'catalogue',
  name: 'category_tree',
  version: 1,
  columns: { tree: 'text', categories: 'jsonb' },
  key: 'tree',
  handles: ['CategoryCreated', 'CategoryChanged', 'CategoryRemoved'],
  keysOf: () => ['tree'],
  evolve: (row, { type, data }) => {
    const categories = row?.categories ?? [];
    const present = categories.find(({ id }) => id === data.categoryId);
    const others = categories.filter(({ id }) => id !== data.categoryId);
    if (type === 'CategoryRemoved') return { tree: 'tree', categories: others };
    const slug = type === 'CategoryCreated' ? data.slug : present!.slug;
    return {
      tree: 'tree',
      categories: [...others, { ...data.category, id: data.categoryId, slug }].sort(before),
    };
  },
});
