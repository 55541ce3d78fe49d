import { z } from 'zod';
import { ProductId, type MessageOf } from '../../../event-schemas/primitives.ts';
import { SkuClaim } from './events.ts';

/** Products times variants of the biggest import. */
export const CLAIMS_MAX = 50_000;
const claims = z.array(SkuClaim).min(1).max(CLAIMS_MAX);
/** `instead` names the product that was found not to have the SKU (any more). */
const Claim = SkuClaim.extend({ instead: ProductId.optional() });

export const skuBookCommands = {
  /** Claims those that are free, and says nothing about the others: who has a SKU stands in the state. */
  ClaimSkus: z.object({ bucket: z.int().min(0), claims: z.array(Claim).min(1).max(CLAIMS_MAX) }),
  ReleaseSkus: z.object({ bucket: z.int().min(0), claims }),
};
export type SkuBookCommand = MessageOf<typeof skuBookCommands>;
