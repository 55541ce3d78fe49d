import { z } from 'zod';
import { CategoryId, Id, Instant, Paise, ProductId, VariantId, VendorId } from '../../../event-schemas/primitives.ts';
import type { MessageOf } from '../../../event-schemas/primitives.ts';
import { Declarations } from './declarations.ts';

export const IMAGES_MAX = 20;
export const VIDEOS_MAX = 5;
export const VARIANTS_MAX = 100;
export const CATEGORIES_OF_PRODUCT_MAX = 10;
export const TAGS_MAX = 20;
export const ATTRIBUTES_MAX = 30;
export const PIECES_PER_ORDER_MAX = 100;

const Words = (max: number) => z.string().trim().min(1).max(max);
export const Media = z.url({ protocol: /^https?$/ }).max(500);

/** What is said about a product as a whole. Lengths are in characters, weights in grams. */
export const ProductDetails = z.object({
  name: Words(200),
  slug: Words(120),
  brand: Words(120),
  description: z.string().trim().max(10_000).optional(),
  /** The vendor's own number of the product. */
  externalId: Words(100).optional(),
  audience: z.enum(['women', 'men', 'unisex', 'girls', 'boys', 'kids']).optional(),
  categoryIds: z.array(CategoryId).max(CATEGORIES_OF_PRODUCT_MAX),
  images: z.array(Media).max(IMAGES_MAX),
  videos: z.array(Media).max(VIDEOS_MAX),
  tags: z.array(Words(40)).max(TAGS_MAX),
  attributes: z.record(Words(40), Words(200)).refine((all) => Object.keys(all).length <= ATTRIBUTES_MAX),
  featured: z.enum(['trending', 'best_seller']).optional(),
  influencerId: Id.optional(),
  returnPolicy: z.string().trim().max(2_000).optional(),
  countryOfOrigin: Words(60).optional(),
  declarations: Declarations.optional(),
  /** Decides the GST rate, by the dated table of the pricing policy. */
  hsnCode: z.string().regex(/^\d{4}(\d{2}){0,2}$/, 'must be an HSN code of 4, 6 or 8 digits'),
});
export type ProductDetails = z.infer<typeof ProductDetails>;

/** What a customer buys: one size of one colour. MRP is the legal ceiling of the price; `costPaise` is never shown. */
export const Variant = z.object({
  variantId: VariantId,
  sku: Words(100),
  size: Words(40).optional(),
  colour: Words(40).optional(),
  pricePaise: Paise.min(1),
  mrpPaise: Paise.min(1),
  costPaise: Paise.optional(),
  images: z.array(Media).max(IMAGES_MAX).optional(),
  videos: z.array(Media).max(VIDEOS_MAX).optional(),
  weightGrams: z.int().positive().max(100_000).optional(),
  quantityMin: z.int().min(1).max(PIECES_PER_ORDER_MAX).optional(),
  quantityMax: z.int().min(1).max(PIECES_PER_ORDER_MAX).optional(),
  active: z.boolean(),
});
export type Variant = z.infer<typeof Variant>;

const one = { productId: ProductId };
export const productEvents = {
  ProductCreated: z.object({ ...one, vendorId: VendorId, details: ProductDetails, variants: z.array(Variant) }),
  ProductChanged: z.object({ ...one, details: ProductDetails }),
  VariantAdded: z.object({ ...one, variant: Variant }),
  /** Anything but the price; a change of price is its own fact. */
  VariantChanged: z.object({ ...one, variant: Variant }),
  VariantPriceChanged: z.object({ ...one, variantId: VariantId, pricePaise: Paise, mrpPaise: Paise }),
  VariantRemoved: z.object({ ...one, variantId: VariantId }),
  /** Readers see the product from `visibleFrom` on. */
  ProductPublished: z.object({ ...one, visibleFrom: Instant }),
  ProductUnpublished: z.object(one),
  ProductArchived: z.object(one),
};
export type ProductEvent = MessageOf<typeof productEvents>;
