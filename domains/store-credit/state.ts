import type { Instant, OrderId, UserId } from '../../event-schemas/primitives.ts';
import { indianDay } from '../kernel/calendar.ts';
import type { Goodwill, StoreCreditEvent } from './events.ts';

type Hold = { readonly orderId: OrderId; readonly amountPaise: number; readonly expiresAt: Instant };
type Spent = {
  readonly orderId: OrderId;
  readonly amountPaise: number;
  readonly restoredPaise: number;
  readonly committedAt: Instant;
};
/** What the shop owes to one person. `freePaise` is what no order holds or has spent. */
export type StoreCredit = {
  readonly freePaise: number;
  readonly holds: readonly Hold[];
  readonly spent: readonly Spent[];
  /** What took effect in this period and in the one before, such as `granted:<id>`. */
  readonly done: ReadonlySet<string>;
  readonly doneBefore: ReadonlySet<string>;
  readonly waiting: readonly Goodwill[];
  readonly today: { readonly day: string; readonly goodwillPaise: number };
  /** Where everything goes that arrives here, since the owner has another account. */
  readonly merged: { readonly toUserId: UserId; readonly transfers: number } | undefined;
  /** The owner was erased. */
  readonly closed: boolean;
  readonly period: number;
  readonly eventsInPeriod: number;
};
export const initialStoreCredit: StoreCredit = {
  freePaise: 0,
  holds: [],
  spent: [],
  done: new Set(),
  doneBefore: new Set(),
  waiting: [],
  today: { day: '', goodwillPaise: 0 },
  merged: undefined,
  closed: false,
  period: 1,
  eventsInPeriod: 0,
};

/** One id can be used in several ways, such as a goodwill that was approved and then granted. */
type Way = 'granted' | 'restored' | 'approved' | 'refused' | 'moved' | 'holdEnded';
export const wasDone = ({ done, doneBefore }: StoreCredit, way: Way, id: string): boolean =>
  done.has(`${way}:${id}`) || doneBefore.has(`${way}:${id}`);
/** Paise of goodwill on the calendar day (Asia/Kolkata) of `now`. */
export const goodwillToday = ({ today }: StoreCredit, now: Instant): number =>
  today.day === indianDay(now) ? today.goodwillPaise : 0;

/** Paise. `heldPaise` waits with open orders; holds whose time is over count as available before that is written down. */
export const creditBalance = (
  { freePaise, holds }: StoreCredit,
  now: Instant,
): { readonly balancePaise: number; readonly heldPaise: number; readonly availablePaise: number } => {
  const sum = (all: readonly Hold[]): number => all.reduce((paise, { amountPaise }) => paise + amountPaise, 0);
  const heldPaise = sum(holds.filter(({ expiresAt }) => now < expiresAt));
  const balancePaise = freePaise + sum(holds);
  return { balancePaise, heldPaise, availablePaise: balancePaise - heldPaise };
};

const withDone = (state: StoreCredit, way: Way, id: string): StoreCredit => ({
  ...state,
  done: new Set([...state.done, `${way}:${id}`]),
});
const withoutHold = (state: StoreCredit, orderId: string): readonly Hold[] =>
  state.holds.filter((hold) => hold.orderId !== orderId);
const withoutWaiting = (state: StoreCredit, id: string): StoreCredit => ({
  ...state,
  waiting: state.waiting.filter(({ goodwillId }) => goodwillId !== id),
});

const granted = (
  state: StoreCredit,
  { grantId, amountPaise, reason, grantedAt }: Extract<StoreCreditEvent, { type: 'StoreCreditGranted' }>['data'],
): StoreCredit => {
  const goodwillPaise = goodwillToday(state, grantedAt) + (reason === 'goodwill' ? amountPaise : 0);
  const today = { day: indianDay(grantedAt), goodwillPaise };
  return { ...withDone(state, 'granted', grantId), freePaise: state.freePaise + amountPaise, today };
};

const restored = (
  state: StoreCredit,
  { orderId, refundId, amountPaise }: Extract<StoreCreditEvent, { type: 'StoreCreditRestored' }>['data'],
): StoreCredit => {
  const spent = state.spent.map((one) =>
    one.orderId === orderId ? { ...one, restoredPaise: one.restoredPaise + amountPaise } : one,
  );
  return { ...withDone(state, 'restored', refundId), freePaise: state.freePaise + amountPaise, spent };
};

const closed = ({
  done,
  period,
  closed: isClosed = false,
  ...kept
}: Extract<StoreCreditEvent, { type: 'StoreCreditPeriodClosed' }>['data']): StoreCredit => {
  const { freePaise, holds, spent, waiting, today, merged } = kept;
  const sets = { doneBefore: new Set<string>(done), done: new Set<string>() };
  return {
    freePaise,
    holds,
    spent,
    waiting,
    today,
    merged,
    closed: isClosed,
    ...sets,
    period: period + 1,
    eventsInPeriod: -1,
  };
};

/** What happens to the credit of an order, undefined for other events. */
const foldedOrder = (state: StoreCredit, { type, data }: StoreCreditEvent): StoreCredit | undefined => {
  switch (type) {
    case 'StoreCreditHeld': {
      const { orderId, amountPaise, expiresAt } = data;
      const holds = [...state.holds, { orderId, amountPaise, expiresAt }];
      return { ...state, freePaise: state.freePaise - amountPaise, holds };
    }
    case 'StoreCreditCommitted': {
      const { orderId, amountPaise, committedAt } = data;
      const spent = [...state.spent, { orderId, amountPaise, restoredPaise: 0, committedAt }];
      return { ...state, holds: withoutHold(state, orderId), spent };
    }
    case 'StoreCreditReleased': {
      const freePaise = state.freePaise + data.amountPaise;
      return { ...withDone(state, 'holdEnded', data.orderId), holds: withoutHold(state, data.orderId), freePaise };
    }
    case 'StoreCreditHoldForgone':
      return withDone(state, 'holdEnded', data.orderId);
    case 'StoreCreditRestored':
      return restored(state, data);
    case 'StoreCreditRefunded':
      return { ...withDone(state, 'restored', data.refundId), freePaise: state.freePaise + data.amountPaise };
    default:
      return undefined;
  }
};

const folded = (state: StoreCredit, event: StoreCreditEvent): StoreCredit => {
  const { type, data } = event;
  switch (type) {
    case 'StoreCreditGranted':
      return granted(state, data);
    case 'CreditGoodwillRequested':
      return { ...state, waiting: [...state.waiting, data.goodwill] };
    case 'CreditGoodwillApproved':
      return withDone(withoutWaiting(state, data.goodwill.goodwillId), 'approved', data.goodwill.goodwillId);
    case 'CreditGoodwillRefused':
      return withDone(withoutWaiting(state, data.goodwillId), 'refused', data.goodwillId);
    case 'StoreCreditMerged':
      return { ...state, merged: { toUserId: data.toUserId, transfers: 0 } };
    case 'StoreCreditMovedOut': {
      const { toUserId, amountPaise } = data;
      const merged = { toUserId, transfers: (state.merged?.transfers ?? 0) + 1 };
      return { ...state, freePaise: state.freePaise - amountPaise, merged };
    }
    case 'StoreCreditMovedIn':
      return { ...withDone(state, 'moved', data.transferId), freePaise: state.freePaise + data.amountPaise };
    case 'StoreCreditClosed':
      return { ...state, closed: true };
    case 'StoreCreditLapsed':
      return { ...state, freePaise: state.freePaise - data.amountPaise };
    case 'StoreCreditPeriodClosed':
      return closed(data);
    default:
      return foldedOrder(state, event) ?? state;
  }
};

export const evolveStoreCredit = (state: StoreCredit, event: StoreCreditEvent): StoreCredit => {
  const next = folded(state, event);
  return { ...next, eventsInPeriod: next.eventsInPeriod + 1 };
};
