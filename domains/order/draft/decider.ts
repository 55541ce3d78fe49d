import type { Instant, OrderId, UserId } from '../../../event-schemas/primitives.ts';
import { instantAfter } from '../../kernel/calendar.ts';
import { reject, sameData, type Decider, type Decision } from '../../kernel/decider.ts';
import { orderPolicy } from '../../policy/order.ts';
import type { DraftCommand } from './commands.ts';
import type { DraftEvent } from './events.ts';

export type DraftRejection =
  | 'DraftOrderNotFound'
  | 'DraftOrderIdTaken'
  | 'OwnDraftOrder'
  | 'DraftOrderCancelled'
  | 'DraftOrderTaken'
  | 'DraftOrderNotSent'
  | 'DraftOrderExpired'
  | 'DraftDiscountNotApproved'
  | 'SecondPersonNeeded'
  | 'TooManyDraftChanges';
type Created = Extract<DraftEvent, { type: 'DraftOrderCreated' }>['data'];
/** `version` counts contents; `orderIds` are those it was placed under, oldest first. */
export type DraftOrder = Omit<Created, 'addressId' | 'discount'> & {
  readonly discount: Created['discount'] | undefined;
  /** Who gave the present content its prices, and who agreed to its discount. */
  readonly pricedBy: UserId;
  readonly approvedBy: UserId | undefined;
  readonly addressId: Created['addressId'] | undefined;
  readonly status: 'open' | 'sent' | 'cancelled';
  readonly version: number;
  readonly orderIds: readonly OrderId[];
};
export type DraftState = DraftOrder | undefined;
type Decided = Decision<DraftEvent, DraftRejection>;

const { pricesHoldMs, changesMax, attemptsMax, aloneMaxPaise } = orderPolicy.drafts.value;

const evolve = (state: DraftState, { type, data }: DraftEvent): DraftState => {
  if (type === 'DraftOrderCreated') {
    const { addressId, discount, staffId: pricedBy } = data;
    const fresh = { status: 'open', version: 1, orderIds: [], approvedBy: undefined } as const;
    return { ...data, addressId, discount, pricedBy, ...fresh };
  }
  if (state === undefined) throw new Error(`a draft order begins with ${type}`);
  switch (type) {
    case 'DraftOrderRevised': {
      const { quote, addressId, discount, staffId: pricedBy, pricedAt, expiresAt } = data;
      const fresh = { status: 'open', version: state.version + 1, approvedBy: undefined } as const;
      return { ...state, quote, addressId, discount, pricedBy, pricedAt, expiresAt, ...fresh };
    }
    case 'DraftOrderSent':
      return { ...state, status: 'sent' };
    case 'DraftOrderTaken':
      return { ...state, orderIds: [...state.orderIds, data.orderId] };
    case 'DraftDiscountApproved':
      return { ...state, approvedBy: data.staffId };
    case 'DraftOrderCancelled':
      return { ...state, status: 'cancelled' };
  }
};

const create = (data: Extract<DraftCommand, { type: 'CreateDraftOrder' }>['data'], now: Instant): Decided => {
  if (data.staffId === data.userId) return reject('OwnDraftOrder', 'Nobody makes a draft order for themselves.');
  const expiresAt = instantAfter(now, pricesHoldMs);
  return [{ type: 'DraftOrderCreated', data: { ...data, pricedAt: now, expiresAt } }];
};

/** Staff may not change what somebody has taken already. */
const revise = (
  data: Extract<DraftCommand, { type: 'ReviseDraftOrder' }>['data'],
  state: DraftOrder,
  now: Instant,
): Decided => {
  if (state.pricedAt === now && sameData(state.quote, data.quote)) return [];
  if (state.userId === data.staffId) return reject('OwnDraftOrder', 'Nobody makes a draft order for themselves.');
  if (state.orderIds.length > 0)
    return reject('DraftOrderTaken', 'The buyer has begun to pay for it; change the order, or make another draft.');
  if (state.version > changesMax) return reject('TooManyDraftChanges', 'Make another draft.');
  return [{ type: 'DraftOrderRevised', data: { ...data, pricedAt: now, expiresAt: instantAfter(now, pricesHoldMs) } }];
};

const take = (
  { draftId, orderId, attempt }: Extract<DraftCommand, { type: 'TakeDraftOrder' }>['data'],
  state: DraftOrder,
  now: Instant,
): Decided => {
  if (state.status !== 'sent') return reject('DraftOrderNotSent');
  if (attempt !== state.orderIds.length + 1 || attempt > attemptsMax)
    return reject('DraftOrderTaken', 'It was taken too often; ask for another one.');
  const { userId } = state;
  return [{ type: 'DraftOrderTaken', data: { draftId, userId, orderId, attempt, takenAt: now } }];
};

/** More than one person decides alone, and nobody else has agreed to it yet. */
export const waitsForApproval = ({ discount, approvedBy }: Pick<DraftOrder, 'discount' | 'approvedBy'>): boolean =>
  (discount?.paise ?? 0) > aloneMaxPaise && approvedBy === undefined;

const approve = (
  { draftId, staffId }: Extract<DraftCommand, { type: 'ApproveDraftDiscount' }>['data'],
  state: DraftOrder,
): Decided => {
  if (state.userId === staffId) return reject('OwnDraftOrder', 'Nobody agrees to a discount of their own order.');
  if (!waitsForApproval(state)) return [];
  if (state.pricedBy === staffId)
    return reject('SecondPersonNeeded', 'Somebody else than who gave the discount must agree to it.');
  return [{ type: 'DraftDiscountApproved', data: { draftId, staffId } }];
};

const send = (
  { draftId, staffId }: Extract<DraftCommand, { type: 'SendDraftOrder' }>['data'],
  state: DraftOrder,
  now: Instant,
): Decided => {
  if (state.userId === staffId) return reject('OwnDraftOrder', 'Nobody makes a draft order for themselves.');
  if (waitsForApproval(state))
    return reject('DraftDiscountNotApproved', 'Its discount needs a second member of staff who agrees to it.');
  return state.status === 'sent' ? [] : [{ type: 'DraftOrderSent', data: { draftId, staffId, sentAt: now } }];
};

/** What can be done to a draft that is there; the order that it was taken as before stays what it is. */
const change = (
  command: Exclude<DraftCommand, { type: 'CreateDraftOrder' }>,
  state: DraftOrder,
  now: Instant,
): Decided => {
  const { type, data } = command;
  if (type === 'TakeDraftOrder' && state.orderIds[data.attempt - 1] === data.orderId) return [];
  if (type === 'CancelDraftOrder') {
    const { draftId, staffId } = data;
    return state.status === 'cancelled' ? [] : [{ type: 'DraftOrderCancelled', data: { draftId, staffId } }];
  }
  if (state.status === 'cancelled') return reject('DraftOrderCancelled');
  if (type === 'ReviseDraftOrder') return revise(data, state, now);
  if (type === 'ApproveDraftDiscount') return approve(data, state);
  if (now >= state.expiresAt)
    return reject('DraftOrderExpired', 'Its prices do not hold any more; whoever made it can price it anew.');
  return type === 'TakeDraftOrder' ? take(data, state, now) : send(data, state, now);
};

/** A draft holds neither stock nor coupon: whoever takes it stands in line with everybody. */
export const draftDecider: Decider<DraftState, DraftCommand, DraftEvent, DraftRejection> = {
  initial: undefined,
  evolve,
  decide: (command, state, now) => {
    if (command.type !== 'CreateDraftOrder')
      return state === undefined ? reject('DraftOrderNotFound') : change(command, state, now);
    if (state === undefined) return create(command.data, now);
    const { staffId, userId } = command.data;
    return state.staffId === staffId && state.userId === userId ? [] : reject('DraftOrderIdTaken');
  },
};
