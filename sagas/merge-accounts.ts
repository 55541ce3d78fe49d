import type { UserId } from '../event-schemas/primitives.ts';
import { defineSaga, type Step } from '../domains/kernel/saga.ts';
import type { AccountCommand } from '../domains/user/account/commands.ts';
import type { AccountEvent } from '../domains/user/account/events.ts';
import type { StoreCreditCommand } from '../domains/store-credit/commands.ts';
import type { SavedMethodCommand } from '../domains/payment/saved-method/commands.ts';
import type { WalletCommand } from '../domains/wallet/commands.ts';

type Input = Extract<AccountEvent, { type: 'AccountAbsorptionBegan' | 'AccountBelongingsCarried' }>;
type State =
  | {
      readonly userId: UserId;
      readonly absorbedUserId: UserId;
      readonly mergeId: string;
      /** Both the coins and the store credit. */
      readonly walletMerged: boolean;
      readonly carried: boolean;
      readonly ended: boolean;
    }
  | undefined;
type Command = AccountCommand | SavedMethodCommand | WalletCommand | StoreCreditCommand;
type Known = NonNullable<State>;

const TIME_LIMIT_MS = 60_000;

/** Complete once coins, credit and belongings are on the other side; coins and credit that come later follow by themselves. */
const arrived = (state: Known): Step<State, Command> => {
  const { userId, absorbedUserId, mergeId, walletMerged, carried } = state;
  // Saved cards are kept apart: those of the younger account go, since nobody could choose or delete them any more.
  const forget = { type: 'ForgetSavedMethods' as const, data: { userId: absorbedUserId, causeId: mergeId } };
  return walletMerged && carried
    ? { state, send: [{ type: 'CompleteAbsorption', data: { userId, mergeId } }, forget] }
    : { state };
};

/**
 * Folds a younger account into the older one: the younger gives itself up first, which is where two merges at once are
 * decided, then its wallet and its store credit; what is personal is carried by a reactor, so that no address lies in the saga.
 */
export const mergeAccounts = defineSaga<State, Input, Command>({
  name: 'mergeAccounts',
  instanceOf: ({ data }) => data.mergeId,
  initial: undefined,
  handles: ['AccountAbsorptionBegan', 'AccountBelongingsCarried'],
  step: (state, { type, data }) => {
    if (type === 'AccountAbsorptionBegan') {
      const { userId, absorbedUserId, mergeId } = data;
      const began = { userId, absorbedUserId, mergeId, walletMerged: false, carried: false, ended: false };
      const into = { userId: absorbedUserId, intoUserId: userId, mergeId };
      return state === undefined ? { state: began, send: [{ type: 'MergeAccountInto', data: into }] } : {};
    }
    if (state === undefined || state.ended) return {};
    const { userId, absorbedUserId, mergeId } = state;
    if (type === 'AccountBelongingsCarried') return arrived({ ...state, carried: true });
    if (type === 'DeadlineReached') return {};
    switch (data.command) {
      case 'MergeAccountInto':
        return type === 'CommandAccepted'
          ? { send: [{ type: 'MergeWallet', data: { userId: absorbedUserId, mergeId, toUserId: userId } }] }
          : { send: [{ type: 'GiveUpAbsorption', data: { userId, mergeId } }] };
      case 'MergeWallet':
        return { send: [{ type: 'MergeStoreCredit', data: { userId: absorbedUserId, mergeId, toUserId: userId } }] };
      case 'MergeStoreCredit':
        return arrived({ ...state, walletMerged: true });
      default:
        return { state: { ...state, ended: true } };
    }
  },
  isDone: (state) => state?.ended === true,
  timeLimitMs: TIME_LIMIT_MS,
});
