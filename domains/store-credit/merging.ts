import type { Instant } from '../../event-schemas/primitives.ts';
import { derivedId } from '../kernel/derived-id.ts';
import { reject, type Decision } from '../kernel/decider.ts';
import type { StoreCreditCommand } from './commands.ts';
import type { StoreCreditEvent } from './events.ts';
import { wasDone, type StoreCredit } from './state.ts';

export type MergingRejection = 'InvalidMerge' | 'StoreCreditClosed' | 'StoreCreditMerged';
type Merging = Extract<StoreCreditCommand, { type: 'MergeStoreCredit' | 'MoveStoreCreditIn' }>;

/** Commands that would begin something new. */
const BEGINNINGS: readonly StoreCreditCommand['type'][] = [
  'HoldStoreCredit',
  'RequestCreditGoodwill',
  'ApproveCreditGoodwill',
];

/** Nothing begins for somebody who has another account now, or who was erased. */
export const refuseEnded = ({ type }: StoreCreditCommand, { merged, closed }: StoreCredit) => {
  if (!BEGINNINGS.includes(type)) return undefined;
  if (merged !== undefined)
    return reject('StoreCreditMerged', 'This account was merged into another one; use that one.');
  return closed ? reject('StoreCreditClosed', 'The person was erased.') : undefined;
};

export const mergeCredit = (
  { type, data }: Merging,
  state: StoreCredit,
  now: Instant,
): Decision<StoreCreditEvent, MergingRejection> => {
  if (type === 'MoveStoreCreditIn')
    return wasDone(state, 'moved', data.transferId) ? [] : [{ type: 'StoreCreditMovedIn', data }];
  if (data.toUserId === data.userId) return reject('InvalidMerge');
  if (state.merged === undefined) return [{ type: 'StoreCreditMerged', data: { ...data, mergedAt: now } }];
  return state.merged.toUserId === data.toUserId ? [] : reject('StoreCreditMerged');
};

/** Credit of a merged account keeps nothing: what lies or arrives there moves on in the same decision. */
export const passOn = ({ data: { userId } }: StoreCreditCommand, state: StoreCredit): StoreCreditEvent[] => {
  const { merged, freePaise: amountPaise } = state;
  if (merged === undefined || amountPaise === 0) return [];
  const { toUserId, transfers } = merged;
  const transferId = derivedId('store credit moved', userId, toUserId, String(transfers));
  return [{ type: 'StoreCreditMovedOut', data: { userId, toUserId, transferId, amountPaise } }];
};
