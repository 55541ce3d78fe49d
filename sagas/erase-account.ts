import type { Instant, UserId } from '../event-schemas/primitives.ts';
import { instantAfter } from '../domains/kernel/calendar.ts';
import { derivedId } from '../domains/kernel/derived-id.ts';
import { defineSaga, type Step } from '../domains/kernel/saga.ts';
import type { SavedMethodCommand } from '../domains/payment/saved-method/commands.ts';
import type { SavedMethodEvent } from '../domains/payment/saved-method/events.ts';
import { identityPolicy } from '../domains/policy/identity.ts';
import type { AccountCommand } from '../domains/user/account/commands.ts';
import type { AccountEvent } from '../domains/user/account/events.ts';

type Input =
  | Extract<AccountEvent, { type: 'AccountDeletionRequested' | 'AccountDeletionRevoked' }>
  | Extract<SavedMethodEvent, { type: 'SavedMethodsForgotten' }>;
type Command = AccountCommand | SavedMethodCommand;
/** `forgotten`: the gateway keeps none of the person's cards any more. */
type Waiting = { readonly userId: UserId; readonly eraseAt: Instant; readonly forgotten?: boolean };
type State = Waiting | { readonly ended: true } | undefined;

const DAY_MS = 86_400_000;
const MS_PER_SECOND = 1000;
/** Two clocks may differ a little: an erasure that came too early is tried again after this time. */
const AGAIN_MS = 60_000;
const ERASE = 'erase';

const causeOf = ({ userId, eraseAt }: Waiting): string => derivedId('erasure', userId, eraseAt);
const eraseNow = (state: Waiting): Step<State, Command> => ({
  state: { ...state, forgotten: true },
  send: [{ type: 'EraseAccount', data: { userId: state.userId } }],
});

/** Waits until a requested deletion can no longer be revoked, then has saved cards deleted, then erases the account. */
export const eraseAccount = defineSaga<State, Input, Command>({
  name: 'eraseAccount',
  instanceOf: ({ data }) => data.userId,
  initial: undefined,
  handles: ['AccountDeletionRequested', 'AccountDeletionRevoked', 'SavedMethodsForgotten'],
  step: (state, { type, data }, now) => {
    if (type === 'AccountDeletionRequested') {
      const { userId, eraseAt } = data;
      return { state: { userId, eraseAt }, deadlines: [{ name: ERASE, dueAt: eraseAt }] };
    }
    if (type === 'AccountDeletionRevoked') return { state: { ended: true } };
    if (state === undefined || 'ended' in state) return {};
    if (type === 'SavedMethodsForgotten') return data.causeId === causeOf(state) ? eraseNow(state) : {};
    if (type === 'CommandAccepted') return data.command === 'EraseAccount' ? { state: { ended: true } } : {};
    if (type === 'CommandRejected')
      return data.rejected === 'AccountDeletionNotDue'
        ? { deadlines: [{ name: ERASE, dueAt: instantAfter(now, AGAIN_MS) }] }
        : { state: { ended: true } };
    // A deadline of an earlier request, which was revoked, says nothing about this one.
    if (data.dueAt < state.eraseAt) return {};
    // The cards first: once the account is erased, nobody can read the ids under which the gateway keeps them.
    if (state.forgotten === true) return eraseNow(state);
    return { send: [{ type: 'ForgetSavedMethods', data: { userId: state.userId, causeId: causeOf(state) } }] };
  },
  isDone: (state) => state !== undefined && 'ended' in state,
  timeLimitMs: identityPolicy.deletionRevocableSeconds.value * MS_PER_SECOND + DAY_MS,
});
