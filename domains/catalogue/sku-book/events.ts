import { z } from 'zod';
import { Instant, ProductId, type MessageOf } from '../../../event-schemas/primitives.ts';

/** In capitals and without blanks around it, which is how two SKUs are compared. */
export const NormalSku = z.string().min(1).max(100).brand<'NormalSku'>();
export type NormalSku = z.infer<typeof NormalSku>;
export const normalSku = (sku: string): NormalSku => NormalSku.parse(sku.trim().toUpperCase());
export const SkuClaim = z.object({ sku: NormalSku, productId: ProductId });
export type SkuClaim = z.infer<typeof SkuClaim>;

const one = { bucket: z.int().min(0) };
export const skuBookEvents = {
  SkusClaimed: z.object({ ...one, claims: z.array(SkuClaim), claimedAt: Instant }),
  /** What the claim was for did not come about. */
  SkusReleased: z.object({ ...one, claims: z.array(SkuClaim) }),
};
export type SkuBookEvent = MessageOf<typeof skuBookEvents>;
