import { z } from 'zod';
import { CategoryId } from '../../../event-schemas/primitives.ts';
import { allInLanguage, subjectOf } from '../../kernel/ports/translations.ts';
import { readRoute, writeRoute, type WriteContext } from '../../kernel/routes.ts';
import { categoryIdOf, slugOf } from '../natural-ids.ts';
import { category, CATEGORY_TREE } from './aggregate.ts';
import type { CategoryTree } from './decider.ts';
import { Media } from '../product/events.ts';
import { Category, Slug } from './events.ts';
import type { CategoryNode } from './read-model.ts';

const One = z.object({ categoryId: CategoryId });
/** A browser must not run what an app puts behind an image. */
const Body = Category.extend({ imageUrl: Media.optional(), active: z.boolean().default(true) });
const CategoryView = Category.extend({ id: CategoryId, slug: z.string() });
const route = { tag: 'Categories', allow: ['admin', 'service'] } as const;

const view = (categoryId: CategoryId, { categories }: CategoryTree): z.infer<typeof CategoryView> => ({
  ...categories[categoryId]!,
  id: categoryId,
});

/** `women-kurtas` for Kurtas below Women, so that one name may stand in two branches. */
const slugBelow = async (name: string, parentId: string | undefined, context: WriteContext): Promise<string> => {
  if (parentId === undefined) return slugOf(name);
  const tree = (await context.facts(category, CATEGORY_TREE)).state;
  return slugOf(`${tree.categories[parentId]?.slug ?? ''} ${name}`);
};

export const categoryWrites = [
  writeRoute({
    ...route,
    method: 'POST',
    path: '/categories',
    summary: 'Add a category',
    status: 201,
    body: Body.extend({ slug: Slug.optional() }),
    reply: CategoryView,
    refusals: ['CategorySlugTaken', 'ParentCategoryNotFound', 'CategoryTreeTooDeep', 'TooManyCategories'],
    run: async ({ body: { slug: given, ...fields } }, context) => {
      const slug = given ?? (await slugBelow(fields.name, fields.parentId, context));
      const categoryId = categoryIdOf(slug);
      const data = { categoryId, slug, category: fields };
      return view(categoryId, (await context.send(category, { type: 'CreateCategory', data })).state);
    },
  }),
  writeRoute({
    ...route,
    method: 'PUT',
    path: '/categories/:categoryId',
    summary: 'Change or move a category; its slug stays',
    params: One,
    body: Body,
    reply: CategoryView,
    refusals: ['CategoryNotFound', 'ParentCategoryNotFound', 'CategoryInsideItself', 'CategoryTreeTooDeep'],
    run: async ({ params: { categoryId }, body }, context) =>
      view(
        categoryId,
        (await context.send(category, { type: 'ChangeCategory', data: { categoryId, category: body } })).state,
      ),
  }),
  writeRoute({
    ...route,
    method: 'DELETE',
    path: '/categories/:categoryId',
    summary: 'Remove a category; products keep their other ones',
    params: One,
    reply: z.object({}),
    refusals: ['CategoryHasChildren'],
    run: async ({ params }, context) => {
      await context.send(category, { type: 'RemoveCategory', data: params });
      return {};
    },
  }),
];

export const categoryReads = [
  readRoute({
    path: '/categories',
    tag: 'Categories',
    summary: 'All categories in display order; the tree follows from parentId',
    allow: ['public'],
    localised: true,
    reply: z.object({ categories: z.array(CategoryView) }),
    projections: ['category_tree'],
    run: async (_input, context) => {
      const [row] = await context.query<{ categories: readonly CategoryNode[] }>({
        text: 'select categories from catalogue.category_tree',
        values: [],
      });
      const shown = (row?.categories ?? []).filter(({ active }) => active);
      return {
        categories: await allInLanguage(context, shown, ({ id }) => subjectOf('category', id), ['name', 'description']),
      };
    },
  }),
];
