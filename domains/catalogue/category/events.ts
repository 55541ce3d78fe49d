import { z } from 'zod';
import { CategoryId, type MessageOf } from '../../../event-schemas/primitives.ts';

export const CATEGORY_NAME_MAX = 100;
export const Category = z.object({
  name: z.string().trim().min(1).max(CATEGORY_NAME_MAX),
  description: z.string().trim().max(2_000).optional(),
  imageUrl: z.url().max(500).optional(),
  parentId: CategoryId.optional(),
  /** Smaller comes first; categories without one follow by name. */
  displayOrder: z.int().min(0).max(100_000).optional(),
  active: z.boolean(),
});
export type Category = z.infer<typeof Category>;
/** Each word begins with a letter or digit; marks follow it, such as the vowel signs of Indian scripts. */
export const Slug = z
  .string()
  .regex(/^[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(-[\p{L}\p{N}][\p{L}\p{M}\p{N}]*)*$/u, 'must be words joined by hyphens')
  .max(100);

export const categoryEvents = {
  CategoryCreated: z.object({ categoryId: CategoryId, slug: Slug, category: Category }),
  CategoryChanged: z.object({ categoryId: CategoryId, category: Category }),
  CategoryRemoved: z.object({ categoryId: CategoryId }),
};
/** Version 1 knew slugs without marks; what was stored then is as good a slug now. */
export const categoryUpcasts = { CategoryCreated: [(data: unknown) => data] };
export type CategoryEvent = MessageOf<typeof categoryEvents>;
