import type { ProductId } from '../../../event-schemas/primitives.ts';
import { defineProjection } from '../../kernel/projection.ts';
import type { ProductEvent } from './events.ts';

type SlugEvent = Extract<ProductEvent, { type: 'ProductCreated' | 'ProductChanged' }>;
export type ProductSlugRow = { readonly slug: string; readonly product_id: ProductId };

/** Every slug that a product ever had, so that an address which somebody has kept leads to it for ever. */
export const productSlugs = defineProjection<SlugEvent, ProductSlugRow>({
  service: 'catalogue',
  name: 'product_slug',
  version: 1,
  columns: { slug: 'text', product_id: 'uuid' },
  key: 'slug',
  handles: ['ProductCreated', 'ProductChanged'],
  keysOf: ({ data }) => [data.details.slug],
  evolve: (row, { data }, slug) => row ?? { slug, product_id: data.productId },
});
