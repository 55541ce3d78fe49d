import type { Instant, UserId } from '../../event-schemas/primitives.ts';
import { reject, type Decision } from '../kernel/decider.ts';
import { creditGoodwill } from '../policy/store-credit.ts';
import type { StoreCreditCommand } from './commands.ts';
import type { Goodwill, StoreCreditEvent } from './events.ts';
import { goodwillToday, wasDone, type StoreCredit } from './state.ts';

export type GoodwillRejection =
  | 'CreditGoodwillDecided'
  | 'CreditGoodwillNotFound'
  | 'OwnCreditGoodwill'
  | 'SecondPersonNeeded'
  | 'TooMuchCreditGoodwill';
type Deciding = Extract<
  StoreCreditCommand,
  { type: 'RequestCreditGoodwill' | 'ApproveCreditGoodwill' | 'RefuseCreditGoodwill' }
>;
const { aloneMaxPaise, waitingMax } = creditGoodwill.value;

const granted = (userId: UserId, { goodwillId, amountPaise }: Goodwill, now: Instant): StoreCreditEvent => ({
  type: 'StoreCreditGranted',
  data: { userId, grantId: goodwillId, amountPaise, reason: 'goodwill', grantedAt: now },
});

/** Undefined where nothing was decided yet; a repeat of the same decision changes nothing, the opposite one comes too late. */
const decidedBefore = (
  { type, data: { goodwillId } }: Deciding,
  state: StoreCredit,
): Decision<StoreCreditEvent, GoodwillRejection> | undefined => {
  const approved = wasDone(state, 'approved', goodwillId);
  const refused = wasDone(state, 'refused', goodwillId);
  if (!approved && !refused) return undefined;
  return type === 'RequestCreditGoodwill' || (type === 'ApproveCreditGoodwill') === approved
    ? []
    : reject('CreditGoodwillDecided', approved ? 'It was approved already.' : 'It was refused already.');
};

/** Goodwill has a reason; little of it in a day is one person's decision, more needs a second person who agrees. */
export const decideGoodwill = (
  command: Deciding,
  state: StoreCredit,
  now: Instant,
): Decision<StoreCreditEvent, GoodwillRejection> => {
  const { type, data } = command;
  const { userId, goodwillId } = data;
  const before = decidedBefore(command, state);
  if (before !== undefined) return before;
  const waiting = state.waiting.find((one) => one.goodwillId === goodwillId);
  if (type === 'RequestCreditGoodwill') {
    if (waiting !== undefined) return [];
    const { amountPaise, reason, requestedBy } = data;
    if (requestedBy === userId) return reject('OwnCreditGoodwill', 'Nobody gives credit to themselves.');
    const goodwill: Goodwill = { goodwillId, amountPaise, reason, requestedBy };
    if (amountPaise + goodwillToday(state, now) <= aloneMaxPaise)
      return [{ type: 'CreditGoodwillApproved', data: { userId, goodwill } }, granted(userId, goodwill, now)];
    return state.waiting.length >= waitingMax
      ? reject('TooMuchCreditGoodwill', `${waitingMax} wait for a second person; decide on them first.`)
      : [{ type: 'CreditGoodwillRequested', data: { userId, goodwill, requestedAt: now } }];
  }
  if (waiting === undefined) return reject('CreditGoodwillNotFound');
  if (type === 'RefuseCreditGoodwill')
    return [{ type: 'CreditGoodwillRefused', data: { userId, goodwillId, refusedBy: data.refusedBy } }];
  if (data.approvedBy === userId) return reject('OwnCreditGoodwill', 'Nobody gives credit to themselves.');
  if (waiting.requestedBy === data.approvedBy)
    return reject('SecondPersonNeeded', 'Somebody else than who asked for it must agree.');
  return [
    { type: 'CreditGoodwillApproved', data: { userId, goodwill: waiting, approvedBy: data.approvedBy } },
    granted(userId, waiting, now),
  ];
};
