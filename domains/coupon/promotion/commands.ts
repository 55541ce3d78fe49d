import { z } from 'zod';
import { CouponId, Id, type MessageOf } from '../../../event-schemas/primitives.ts';

const entry = { listId: Id, couponId: CouponId };
export const promotionCommands = { ListPromotion: z.object(entry), DelistPromotion: z.object(entry) };
export type PromotionCommand = MessageOf<typeof promotionCommands>;
