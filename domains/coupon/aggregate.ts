import { CouponId } from '../../event-schemas/primitives.ts';
import { defineAggregate } from '../kernel/aggregate.ts';
import { derivedId } from '../kernel/derived-id.ts';
import { couponCommands } from './commands.ts';
import { couponDecider } from './decider.ts';
import { CouponCode, couponEvents } from './events.ts';

/** The stream of a code: the same for every way of writing it, so a code exists once by construction. */
export const couponIdOf = (code: string): CouponId =>
  CouponId.parse(derivedId('coupon', CouponCode.safeParse(code).data ?? code.trim().toUpperCase()));

/** `coupon-<couponId>`: the terms and all uses, so that every limit is an invariant of one stream. */
export const coupon = defineAggregate({
  category: 'coupon',
  events: couponEvents,
  commands: couponCommands,
  streamId: ({ data }) => data.couponId,
  decider: couponDecider,
});
