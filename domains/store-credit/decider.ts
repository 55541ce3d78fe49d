import type { Instant, UserId } from '../../event-schemas/primitives.ts';
import { DAY_MS, instantAfter } from '../kernel/calendar.ts';
import { isRejected, reject, type Decider, type Decision } from '../kernel/decider.ts';
import { creditRemembered } from '../policy/store-credit.ts';
import { closeCredit, writeOff } from './closing.ts';
import type { StoreCreditCommand } from './commands.ts';
import type { StoreCreditEvent } from './events.ts';
import { decideGoodwill, type GoodwillRejection } from './goodwill.ts';
import { mergeCredit, passOn, refuseEnded, type MergingRejection } from './merging.ts';
import { evolveStoreCredit, initialStoreCredit, wasDone, type StoreCredit } from './state.ts';

export type StoreCreditRejection =
  | GoodwillRejection
  | MergingRejection
  | 'CreditAlreadySpent'
  | 'CreditHoldNotFound'
  | 'CreditHoldEnded'
  | 'CreditNotSpent'
  | 'InvalidCreditHold'
  | 'InsufficientStoreCredit'
  | 'TooManyCreditHolds';
type Decided = Decision<StoreCreditEvent, StoreCreditRejection>;
type Of<T extends StoreCreditCommand['type']> = Extract<StoreCreditCommand, { type: T }>['data'];

/** After so many events the next decision begins with a closing event that carries the whole balance. */
export const PERIOD_EVENTS_MAX = 1_000;
/** Orders that may hold credit of one person at the same time. */
export const HOLDS_MAX = 20;

const hold = (data: Of<'HoldStoreCredit'>, state: StoreCredit, now: Instant): Decided => {
  const { orderId, amountPaise } = data;
  if ([...state.spent, ...state.holds].some((one) => one.orderId === orderId)) return [];
  if (wasDone(state, 'holdEnded', orderId)) return reject('CreditHoldEnded');
  if (data.expiresAt <= now) return reject('InvalidCreditHold', 'expiresAt must lie in the future.');
  if (state.holds.length >= HOLDS_MAX) return reject('TooManyCreditHolds', `At most ${HOLDS_MAX} orders can wait.`);
  if (amountPaise > state.freePaise)
    return reject('InsufficientStoreCredit', `${state.freePaise} paise of store credit can be spent now.`);
  return [{ type: 'StoreCreditHeld', data }];
};

const commit = (data: Of<'CommitStoreCredit'>, state: StoreCredit, now: Instant): Decided => {
  const held = state.holds.find(({ orderId }) => orderId === data.orderId);
  if (held !== undefined)
    return [{ type: 'StoreCreditCommitted', data: { ...data, amountPaise: held.amountPaise, committedAt: now } }];
  return state.spent.some(({ orderId }) => orderId === data.orderId) ? [] : reject('CreditHoldNotFound');
};

const release = (data: Of<'ReleaseStoreCredit'>, state: StoreCredit): Decided => {
  if (state.spent.some(({ orderId }) => orderId === data.orderId))
    return reject('CreditAlreadySpent', 'Credit that was spent is given back with a refund.');
  const held = state.holds.find(({ orderId }) => orderId === data.orderId);
  if (held === undefined)
    return wasDone(state, 'holdEnded', data.orderId) ? [] : [{ type: 'StoreCreditHoldForgone', data }];
  return [{ type: 'StoreCreditReleased', data: { ...data, amountPaise: held.amountPaise, lapsed: false } }];
};

const isRemembered = (spentAt: Instant, now: Instant): boolean =>
  instantAfter(spentAt, creditRemembered.value.days * DAY_MS) > now;

/**
 * What is remembered of the order bounds what comes back for it; of what is forgotten, the order's own word counts. A refund that
 * overtook the commit of a confirmed order brings that about first, so that it need not come again.
 */
const restore = (data: Of<'RestoreStoreCredit'>, state: StoreCredit, now: Instant): Decided => {
  const { spentAt, ...back } = data;
  const { userId, orderId, refundId, amountPaise } = back;
  if (wasDone(state, 'restored', refundId)) return [];
  const taken = state.holds.some((held) => held.orderId === orderId) ? commit({ userId, orderId }, state, now) : [];
  if (isRejected(taken)) return taken;
  const spent = taken.reduce(evolveStoreCredit, state).spent.find((one) => one.orderId === orderId);
  if (spent === undefined && !isRemembered(spentAt, now)) return [{ type: 'StoreCreditRefunded', data }];
  const leftPaise = spent === undefined ? 0 : spent.amountPaise - spent.restoredPaise;
  return amountPaise > leftPaise
    ? reject('CreditNotSpent', `${leftPaise} paise of this order can still be given back as store credit.`)
    : [...taken, { type: 'StoreCreditRestored', data: back }];
};

const decideOn = ({ type, data }: StoreCreditCommand, state: StoreCredit, now: Instant): Decided => {
  switch (type) {
    case 'GrantStoreCredit':
      return wasDone(state, 'granted', data.grantId)
        ? []
        : [{ type: 'StoreCreditGranted', data: { ...data, grantedAt: now } }];
    case 'HoldStoreCredit':
      return hold(data, state, now);
    case 'CommitStoreCredit':
      return commit(data, state, now);
    case 'ReleaseStoreCredit':
      return release(data, state);
    case 'RestoreStoreCredit':
      return restore(data, state, now);
    case 'CloseStoreCredit':
      return closeCredit(data.userId, state, now);
    case 'MergeStoreCredit':
    case 'MoveStoreCreditIn':
      return mergeCredit({ type, data } as Parameters<typeof mergeCredit>[0], state, now);
    default:
      return decideGoodwill({ type, data } as Parameters<typeof decideGoodwill>[0], state, now);
  }
};

/** Commands that are about a confirmed order, which may still find its hold although the time of that is over. */
const KEEPING: readonly StoreCreditCommand['type'][] = ['CommitStoreCredit', 'RestoreStoreCredit'];
/** Holds whose time is over, without that of the order to `keep`. */
const lapse = (state: StoreCredit, userId: UserId, now: Instant, keep: string | undefined): StoreCreditEvent[] =>
  state.holds
    .filter(({ orderId, expiresAt }) => orderId !== keep && now >= expiresAt)
    .map(({ orderId, amountPaise }) => ({
      type: 'StoreCreditReleased',
      data: { userId, orderId, amountPaise, lapsed: true },
    }));

const closePeriod = (state: StoreCredit, userId: UserId, now: Instant): StoreCreditEvent => ({
  type: 'StoreCreditPeriodClosed',
  data: {
    userId,
    period: state.period,
    freePaise: state.freePaise,
    holds: state.holds.map((one) => ({ ...one })),
    spent: state.spent.filter(({ committedAt }) => isRemembered(committedAt, now)).map((one) => ({ ...one })),
    done: [...state.done],
    waiting: [...state.waiting],
    today: { ...state.today },
    ...(state.merged && { merged: { ...state.merged } }),
    ...(state.closed && { closed: true }),
  },
});

/**
 * Credit never falls below zero: what is held or spent is not there for another order. A hold that has lapsed is written down
 * by the next decision that changes the balance; until then it simply does not count.
 */
export const storeCreditDecider: Decider<StoreCredit, StoreCreditCommand, StoreCreditEvent, StoreCreditRejection> = {
  initial: initialStoreCredit,
  evolve: evolveStoreCredit,
  decide: (command, state, now) => {
    const { userId } = command.data;
    const keep = KEEPING.includes(command.type) && 'orderId' in command.data ? command.data.orderId : undefined;
    const refused = refuseEnded(command, state);
    if (refused !== undefined) return refused;
    const before = lapse(state, userId, now, keep);
    const decided = decideOn(command, before.reduce(evolveStoreCredit, state), now);
    if (isRejected(decided)) return decided;
    const changes = decided.length > 0 || command.type === 'ReleaseStoreCredit' ? [...before, ...decided] : [];
    const after = changes.reduce(evolveStoreCredit, state);
    const events = changes.length === 0 ? [] : [...changes, ...passOn(command, after), ...writeOff(userId, after, now)];
    return events.length > 0 && state.eventsInPeriod >= PERIOD_EVENTS_MAX
      ? [closePeriod(state, userId, now), ...events]
      : events;
  },
};
