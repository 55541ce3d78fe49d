import { z } from 'zod';
import { CategoryId, type MessageOf } from '../../../event-schemas/primitives.ts';
import { Category, Slug } from './events.ts';

export const categoryCommands = {
  CreateCategory: z.object({ categoryId: CategoryId, slug: Slug, category: Category }),
  ChangeCategory: z.object({ categoryId: CategoryId, category: Category }),
  RemoveCategory: z.object({ categoryId: CategoryId }),
};
export type CategoryCommand = MessageOf<typeof categoryCommands>;
