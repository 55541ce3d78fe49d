import { z } from 'zod';
import { ProductId, VariantId, VendorId } from '../../../event-schemas/primitives.ts';
import { slugOf, variantIdOf } from '../natural-ids.ts';
import { ProductDetails, Variant, VARIANTS_MAX } from './events.ts';

const SLUG_BASE_MAX = 80;
const SUFFIX_LENGTH = 8;

/** A variant as people send it: ids, the SKU and `active` have sensible values of their own. */
export const VariantBody = Variant.omit({ variantId: true }).extend({
  variantId: VariantId.optional(),
  sku: z.string().trim().min(1).max(100).optional(),
  active: z.boolean().default(true),
});
export type VariantBody = z.infer<typeof VariantBody>;

/** A product as people send it. The brand's name is enough; lists may be left out. */
export const DetailsBody = ProductDetails.omit({ slug: true }).extend({
  slug: z.string().trim().min(1).max(SLUG_BASE_MAX).optional(),
  categoryIds: ProductDetails.shape.categoryIds.default([]),
  images: ProductDetails.shape.images.default([]),
  videos: ProductDetails.shape.videos.default([]),
  tags: ProductDetails.shape.tags.default([]),
  attributes: ProductDetails.shape.attributes.default({}),
});
export type DetailsBody = z.infer<typeof DetailsBody>;

export const productBody = DetailsBody.extend({
  id: ProductId.optional(),
  vendorId: VendorId,
  variants: z.array(VariantBody).max(VARIANTS_MAX).default([]),
  publish: z.boolean().default(false),
});

/** The end of the id makes the slug unique without asking anybody. */
export const detailsOf = (productId: string, { slug, ...details }: DetailsBody): ProductDetails => ({
  ...details,
  slug: `${slugOf(slug ?? details.name).slice(0, SLUG_BASE_MAX)}-${productId.slice(-SUFFIX_LENGTH)}`,
});

/** A SKU that is not given is made of the vendor's number of the product (or its id), colour and size, so it is unique too. */
export const variantFrom = (productId: string, code: string, body: VariantBody): Variant => {
  const { colour, size } = body;
  const parts = [code, colour, size].filter((part) => part !== undefined).map((part) => slugOf(part).toUpperCase());
  return {
    ...body,
    variantId: body.variantId ?? variantIdOf(productId, colour, size),
    sku: body.sku ?? parts.join('-').slice(0, 100),
  };
};

/** The data of CreateProduct or ImportProduct. */
export const wholeProduct = (
  productId: ProductId,
  { vendorId, variants, publish, ...details }: Omit<z.infer<typeof productBody>, 'id'>,
) => ({
  productId,
  vendorId,
  publish,
  details: detailsOf(productId, details),
  variants: variants.map((body) => variantFrom(productId, details.externalId ?? productId.slice(-SUFFIX_LENGTH), body)),
});
