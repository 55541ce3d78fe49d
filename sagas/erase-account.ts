import type { Instant, UserId } from '../event-schemas/primitives.ts';
import { instantAfter } from '../domains/kernel/calendar.ts';
import { defineSaga } from '../domains/kernel/saga.ts';
import { identityPolicy } from '../domains/policy/identity.ts';
import type { AccountCommand } from '../domains/user/account/commands.ts';
import type { AccountEvent } from '../domains/user/account/events.ts';

type Input = Extract<AccountEvent, { type: 'AccountDeletionRequested' | 'AccountDeletionRevoked' }>;
type State = { readonly userId: UserId; readonly eraseAt: Instant } | { readonly ended: true } | undefined;

const DAY_MS = 86_400_000;
const MS_PER_SECOND = 1000;
/** Two clocks may differ a little: an erasure that came too early is tried again after this time. */
const AGAIN_MS = 60_000;
const ERASE = 'erase';

/** Waits until a requested deletion can no longer be revoked, then erases the account. */
export const eraseAccount = defineSaga<State, Input, AccountCommand>({
  name: 'eraseAccount',
  instanceOf: ({ data }) => data.userId,
  initial: undefined,
  handles: ['AccountDeletionRequested', 'AccountDeletionRevoked'],
  step: (state, { type, data }, now) => {
    if (type === 'AccountDeletionRequested') {
      const { userId, eraseAt } = data;
      return { state: { userId, eraseAt }, deadlines: [{ name: ERASE, dueAt: eraseAt }] };
    }
    if (type === 'AccountDeletionRevoked' || type === 'CommandAccepted') return { state: { ended: true } };
    if (state === undefined || 'ended' in state) return {};
    if (type === 'CommandRejected')
      return data.rejected === 'AccountDeletionNotDue'
        ? { deadlines: [{ name: ERASE, dueAt: instantAfter(now, AGAIN_MS) }] }
        : { state: { ended: true } };
    // A deadline of an earlier request, which was revoked, says nothing about this one.
    if (data.dueAt < state.eraseAt) return {};
    return { send: [{ type: 'EraseAccount', data: { userId: state.userId } }] };
  },
  isDone: (state) => state !== undefined && 'ended' in state,
  timeLimitMs: identityPolicy.deletionRevocableSeconds.value * MS_PER_SECOND + DAY_MS,
});
