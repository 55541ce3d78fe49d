import { reject, type Decider, type Rejected } from '../../kernel/decider.ts';
import type { CategoryCommand } from './commands.ts';
import type { Category, CategoryEvent } from './events.ts';

export type TreeCategory = Category & { readonly slug: string };
/** All categories by id. */
export type CategoryTree = { readonly categories: Readonly<Record<string, TreeCategory>> };
export type CategoryRejection =
  | 'CategoryNotFound'
  | 'ParentCategoryNotFound'
  | 'CategorySlugTaken'
  | 'CategoryHasChildren'
  | 'CategoryTreeTooDeep'
  | 'CategoryInsideItself'
  | 'TooManyCategories';

export const CATEGORIES_MAX = 500;
export const CATEGORY_DEPTH_MAX = 5;

/** The category and what is above it, nearest first; ends at a cycle, which the decider never lets in. */
export const pathOf = ({ categories }: CategoryTree, categoryId: string): readonly string[] => {
  const path: string[] = [];
  for (let id: string | undefined = categoryId; id !== undefined && path.length <= CATEGORY_DEPTH_MAX;) {
    path.push(id);
    id = categories[id]?.parentId;
  }
  return path;
};

const childrenOf = ({ categories }: CategoryTree, categoryId: string): readonly string[] =>
  Object.keys(categories).filter((id) => categories[id]!.parentId === categoryId);
/** Levels from this category down to its deepest descendant, itself included. */
const heightOf = (tree: CategoryTree, categoryId: string): number =>
  1 + Math.max(0, ...childrenOf(tree, categoryId).map((child) => heightOf(tree, child)));

const misplaced = (
  tree: CategoryTree,
  categoryId: string,
  parentId: string | undefined,
): Rejected<CategoryRejection> | undefined => {
  if (parentId === undefined) return undefined;
  if (tree.categories[parentId] === undefined) return reject('ParentCategoryNotFound');
  const above = pathOf(tree, parentId);
  if (above.includes(categoryId)) return reject('CategoryInsideItself', 'A category cannot be moved below itself.');
  if (above.length + heightOf(tree, categoryId) > CATEGORY_DEPTH_MAX)
    return reject('CategoryTreeTooDeep', `Categories nest ${CATEGORY_DEPTH_MAX} levels deep.`);
  return undefined;
};
const same = (a: TreeCategory, b: Category): boolean =>
  (['name', 'description', 'imageUrl', 'parentId', 'displayOrder', 'active'] as const).every(
    (field) => a[field] === b[field],
  );

export const categoryDecider: Decider<CategoryTree, CategoryCommand, CategoryEvent, CategoryRejection> = {
  initial: { categories: {} },

  evolve: ({ categories }, { type, data }) => {
    if (type === 'CategoryRemoved')
      return { categories: Object.fromEntries(Object.entries(categories).filter(([id]) => id !== data.categoryId)) };
    const slug = type === 'CategoryCreated' ? data.slug : categories[data.categoryId]!.slug;
    return { categories: { ...categories, [data.categoryId]: { ...data.category, slug } } };
  },

  decide: ({ type, data }, tree) => {
    const { categoryId } = data;
    const present = tree.categories[categoryId];
    if (type === 'CreateCategory') {
      if (present !== undefined)
        return present.slug === data.slug && same(present, data.category) ? [] : reject('CategorySlugTaken');
      if (Object.values(tree.categories).some(({ slug }) => slug === data.slug)) return reject('CategorySlugTaken');
      if (Object.keys(tree.categories).length >= CATEGORIES_MAX)
        return reject('TooManyCategories', `There may be ${CATEGORIES_MAX} categories.`);
      return misplaced(tree, categoryId, data.category.parentId) ?? [{ type: 'CategoryCreated', data }];
    }
    if (type === 'RemoveCategory') {
      if (present === undefined) return [];
      if (childrenOf(tree, categoryId).length > 0)
        return reject('CategoryHasChildren', 'Move or remove the categories below it first.');
      return [{ type: 'CategoryRemoved', data }];
    }
    if (present === undefined) return reject('CategoryNotFound');
    if (same(present, data.category)) return [];
    return misplaced(tree, categoryId, data.category.parentId) ?? [{ type: 'CategoryChanged', data }];
  },
};
