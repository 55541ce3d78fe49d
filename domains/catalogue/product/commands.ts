import { z } from 'zod';
import { Instant, Paise, ProductId, VariantId, VendorId, type MessageOf } from '../../../event-schemas/primitives.ts';
import { ProductDetails, Variant, VARIANTS_MAX } from './events.ts';

const one = { productId: ProductId };
const whole = {
  ...one,
  vendorId: VendorId,
  details: ProductDetails,
  variants: z.array(Variant).max(VARIANTS_MAX),
  publish: z.boolean(),
};
export const productCommands = {
  CreateProduct: z.object(whole),
  /** Brings a product to what a list of the vendor says: creates it, or records each difference. It never removes a variant. */
  ImportProduct: z.object(whole),
  ChangeProduct: z.object({ ...one, details: ProductDetails }),
  AddVariant: z.object({ ...one, variant: Variant }),
  /** The whole variant, its price included. */
  ChangeVariant: z.object({ ...one, variant: Variant }),
  ChangeVariantPrice: z.object({ ...one, variantId: VariantId, pricePaise: Paise.min(1), mrpPaise: Paise.min(1) }),
  RemoveVariant: z.object({ ...one, variantId: VariantId }),
  PublishProduct: z.object({ ...one, visibleFrom: Instant.optional() }),
  UnpublishProduct: z.object(one),
  ArchiveProduct: z.object(one),
};
export type ProductCommand = MessageOf<typeof productCommands>;
