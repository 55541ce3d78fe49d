import { z } from 'zod';
import { CouponId, Id, type MessageOf } from '../../../event-schemas/primitives.ts';

const entry = { listId: Id, couponId: CouponId };
export const promotionEvents = {
  PromotionListed: z.object(entry),
  PromotionDelisted: z.object(entry),
};
export type PromotionEvent = MessageOf<typeof promotionEvents>;
