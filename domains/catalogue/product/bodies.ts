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
  slug: `${slugOf(slug ?? details.name, SLUG_BASE_MAX)}-${productId.slice(-SUFFIX_LENGTH)}`,
});

const SKU_MAX = 100;
/**
 * Made of the vendor's number of the product, colour and size, for people to read, and of the end of the product's id, since
 * two vendors may number alike.
 */
const ownSku = (productId: string, code: string | undefined, { colour, size }: VariantBody): string => {
  const end = productId.slice(-SUFFIX_LENGTH).toUpperCase();
  const parts = [code, colour, size].filter((part) => part !== undefined).map((part) => slugOf(part).toUpperCase());
  return [parts.join('-').slice(0, SKU_MAX - SUFFIX_LENGTH - 1), end].filter((part) => part !== '').join('-');
};

/** A variant gets a SKU of its own unless one is given. */
export const variantFrom = (productId: string, code: string | undefined, body: VariantBody): Variant => ({
  ...body,
  variantId: body.variantId ?? variantIdOf(productId, body.colour, body.size),
  sku: body.sku ?? ownSku(productId, code, body),
});

/** The data of CreateProduct or ImportProduct. */
export const wholeProduct = (
  productId: ProductId,
  { vendorId, variants, publish, ...details }: Omit<z.infer<typeof productBody>, 'id'>,
) => ({
  productId,
  vendorId,
  publish,
  details: detailsOf(productId, details),
  variants: variants.map((body) => variantFrom(productId, details.externalId, body)),
});
