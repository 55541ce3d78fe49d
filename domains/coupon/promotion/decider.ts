import { reject, type Decider } from '../../kernel/decider.ts';
import type { PromotionCommand } from './commands.ts';
import type { PromotionEvent } from './events.ts';

/** Coupons that apply by themselves, in the order of listing. Every cart looks at all of them, so they are few. */
export type PromotionList = { readonly couponIds: readonly string[] };
export const PROMOTIONS_LISTED_MAX = 20;

export const promotionDecider: Decider<PromotionList, PromotionCommand, PromotionEvent, 'TooManyPromotions'> = {
  initial: { couponIds: [] },
  evolve: ({ couponIds }, { type, data: { couponId } }) => {
    const others = couponIds.filter((id) => id !== couponId);
    return { couponIds: type === 'PromotionListed' ? [...others, couponId] : others };
  },
  decide: ({ type, data }, { couponIds }) => {
    const isListed = couponIds.includes(data.couponId);
    if (type === 'DelistPromotion') return isListed ? [{ type: 'PromotionDelisted', data }] : [];
    if (isListed) return [];
    if (couponIds.length >= PROMOTIONS_LISTED_MAX)
      return reject('TooManyPromotions', `At most ${PROMOTIONS_LISTED_MAX} promotions run at once; retire one first.`);
    return [{ type: 'PromotionListed', data }];
  },
};
