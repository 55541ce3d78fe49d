import { describe, it } from 'vitest';
import { CouponId } from '../../../event-schemas/primitives.ts';
import { deciderSpec } from '../../kernel/spec.ts';
import { PROMOTION_LIST } from './aggregate.ts';
import { PROMOTIONS_LISTED_MAX, promotionDecider } from './decider.ts';
import type { PromotionEvent } from './events.ts';

const entry = (n: number) => ({
  listId: PROMOTION_LIST,
  couponId: CouponId.parse(`00000000-0000-7000-8000-${String(n).padStart(12, '0')}`),
});
const listed = (n: number): PromotionEvent => ({ type: 'PromotionListed', data: entry(n) });
const given = deciderSpec(promotionDecider, '2026-01-01T00:00:00.000Z');

describe('the list of promotions', () => {
  it('takes up and drops coupons', () => {
    given()
      .when({ type: 'ListPromotion', data: entry(1) })
      .then(listed(1));
    given(listed(1), listed(2))
      .when({ type: 'DelistPromotion', data: entry(1) })
      .then({ type: 'PromotionDelisted', data: entry(1) });
    given(listed(2))
      .when({ type: 'DelistPromotion', data: entry(1) })
      .then();
  });
  it('is bounded', () =>
    given(...Array.from({ length: PROMOTIONS_LISTED_MAX }, (_, n) => listed(n + 10)))
      .when({ type: 'ListPromotion', data: entry(1) })
      .rejects('TooManyPromotions'));
});
