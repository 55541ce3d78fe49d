import { DAY_MS } from '../domains/kernel/calendar.ts';
import { defineSaga } from '../domains/kernel/saga.ts';
import { giftCardIssue } from '../domains/policy/store-credit.ts';
import type { StoreCreditCommand } from '../domains/store-credit/commands.ts';
import type { GiftCardCommand } from '../domains/store-credit/gift-card/commands.ts';
import type { GiftCardEvent } from '../domains/store-credit/gift-card/events.ts';

type State = { readonly giftCardId: string | null; readonly ended: boolean };
const TIME_LIMIT_MS = (giftCardIssue.value.lifetimeMaxDays + 1) * DAY_MS;

/** Turns the worth of a redeemed card into store credit, and writes down at its end that nobody redeemed it. */
export const giftCardLife = defineSaga<State, GiftCardEvent, StoreCreditCommand | GiftCardCommand>({
  name: 'giftCardLife',
  handles: ['GiftCardIssued', 'GiftCardRedeemed', 'GiftCardCancelled', 'GiftCardLapsed'],
  instanceOf: ({ data }) => data.giftCardId,
  initial: { giftCardId: null, ended: false },
  step: (state, input) => {
    switch (input.type) {
      case 'GiftCardIssued': {
        const { giftCardId, expiresAt } = input.data;
        return state.giftCardId === null
          ? { state: { giftCardId, ended: false }, deadlines: [{ name: 'expiry', dueAt: expiresAt }] }
          : {};
      }
      case 'GiftCardRedeemed': {
        const { giftCardId, userId, amountPaise } = input.data;
        const data = { userId, grantId: giftCardId, amountPaise, reason: 'giftCard' as const };
        return state.ended ? {} : { state, send: [{ type: 'GrantStoreCredit', data }] };
      }
      case 'CommandAccepted':
        return input.data.command === 'GrantStoreCredit' ? { state: { ...state, ended: true } } : {};
      case 'GiftCardCancelled':
      case 'GiftCardLapsed':
        return { state: { ...state, ended: true } };
      case 'DeadlineReached': {
        const { giftCardId, ended } = state;
        return giftCardId === null || ended ? {} : { state, send: [{ type: 'LapseGiftCard', data: { giftCardId } }] };
      }
      default:
        return {};
    }
  },
  isDone: ({ ended }) => ended,
  timeLimitMs: TIME_LIMIT_MS,
});
