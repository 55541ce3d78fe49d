import { z } from 'zod';
import { readRoute, type ReadContext } from '../../domains/kernel/routes.ts';
import {
  One,
  productOfSlug,
  productView,
  ProductView,
  shownWith,
  VariantView,
  variantViews,
  visibleProduct,
  type Row,
} from './product-detail.ts';
import { localisedProduct, localisedVariants } from './products-localised.ts';
import { Labels } from './products-shapes.ts';

/** The page of a product for everybody, in the reader's language. */
const pageOf = async (row: Row | undefined, context: ReadContext) =>
  row === undefined ? undefined : localisedProduct(productView(row, await shownWith(context)), context);

const page = {
  tag: 'Products',
  allow: ['public'],
  localised: true,
  params: One,
  projections: ['product', 'stock', 'vendor'],
} as const;

const detail = readRoute({
  ...page,
  path: '/products/:id',
  summary: 'One product with its variants and what can be bought now',
  reply: ProductView,
  run: async ({ params }, context) => pageOf(await visibleProduct(params.id, context), context),
});

const bySlug = readRoute({
  ...page,
  projections: [...page.projections, 'product_slug'],
  path: '/products/by-slug/:slug',
  summary: 'One product by the last part of its address, also by one that it had earlier',
  params: z.object({ slug: z.string().max(200) }),
  reply: ProductView,
  run: async ({ params }, context) => pageOf(await productOfSlug(params.slug, context), context),
});

const variants = readRoute({
  ...page,
  path: '/products/:id/variants',
  summary: 'The variants of a product',
  reply: z.object({ variants: z.array(VariantView), labels: Labels }),
  run: async ({ params }, context) => {
    const row = await visibleProduct(params.id, context);
    if (row === undefined) return undefined;
    return localisedVariants(variantViews(row, await shownWith(context)), context);
  },
});

export const productPages = [detail, bySlug, variants];
