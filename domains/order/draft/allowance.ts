import { z } from 'zod';
import { Id, Instant, Paise, UserId, type MessageOf } from '../../../event-schemas/primitives.ts';
import { defineAggregate } from '../../kernel/aggregate.ts';
import { usesToday, withUse, type DayUses } from '../../kernel/day-uses.ts';
import { reject, type Decider } from '../../kernel/decider.ts';
import { orderPolicy } from '../../policy/order.ts';

/** Discounts of one member of staff in a day, however small. */
export const DISCOUNTS_MAX = 500;
const { staffDayMaxPaise } = orderPolicy.drafts.value;

const draftStaffEvents = {
  /** A member of staff takes something off the prices of the shop; it counts for the day, also when nobody buys. */
  DraftAllowanceUsed: z.object({ staffId: UserId, useId: Id, amountPaise: Paise.min(1), usedAt: Instant }),
};
const draftStaffCommands = { UseDraftAllowance: draftStaffEvents.DraftAllowanceUsed.omit({ usedAt: true }) };
type DraftStaffEvent = MessageOf<typeof draftStaffEvents>;
type DraftStaffCommand = MessageOf<typeof draftStaffCommands>;
type DraftStaff = DayUses<DraftStaffEvent['data']>;

export const draftStaffDecider: Decider<DraftStaff, DraftStaffCommand, DraftStaffEvent, 'StaffDiscountLimitReached'> = {
  initial: { day: '', uses: [] },
  evolve: (state, { data }) => withUse(state, data),
  decide: ({ data }, state, now) => {
    if (state.uses.some(({ useId }) => useId === data.useId)) return [];
    const today = usesToday(state, now);
    const leftPaise = staffDayMaxPaise - today.reduce((sum, { amountPaise }) => sum + amountPaise, 0);
    if (today.length >= DISCOUNTS_MAX || data.amountPaise > leftPaise)
      return reject(
        'StaffDiscountLimitReached',
        `You can take ${leftPaise} paise more off today, in at most ${DISCOUNTS_MAX} draft orders; ask a colleague for the rest.`,
      );
    return [{ type: 'DraftAllowanceUsed', data: { ...data, usedAt: now } }];
  },
};

/** `draftStaff-<staffId>`: what one member of staff takes off prices in a day, so that no requests at once exceed it. */
export const draftStaff = defineAggregate({
  category: 'draftStaff',
  events: draftStaffEvents,
  commands: draftStaffCommands,
  streamId: ({ data }) => data.staffId,
  decider: draftStaffDecider,
});
