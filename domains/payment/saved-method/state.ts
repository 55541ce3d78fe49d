import type { Instant } from '../../../event-schemas/primitives.ts';
import { paymentPolicy } from '../../policy/payment.ts';
import type { CardDetails, SavedMethodEvent } from './events.ts';

export type SavedMethod = {
  readonly methodId: string;
  readonly details: CardDetails;
  readonly addedAt: Instant;
  /** The owner wants it gone; the gateway has not said yet that it is. */
  readonly deleting: boolean;
};
export type SavedMethods = {
  readonly consent: { readonly consentId: string; readonly policyVersion: string; readonly at: Instant } | undefined;
  /** Null once the person was erased. */
  readonly customerId: string | null | undefined;
  /** Oldest first. */
  readonly methods: readonly SavedMethod[];
  readonly defaultId: string | undefined;
  /** The newest that were deleted: a list that was asked for before must not bring them back. */
  readonly deleted: readonly string[];
  readonly checks: readonly string[];
  /** The occasion on which everything goes, or went last. */
  readonly forgetting: string | undefined;
  readonly forgottenFor: string | undefined;
};
export const initialSavedMethods: SavedMethods = {
  consent: undefined,
  customerId: undefined,
  methods: [],
  defaultId: undefined,
  deleted: [],
  checks: [],
  forgetting: undefined,
  forgottenFor: undefined,
};

const { rememberedMax } = paymentPolicy.cardSaving.value;
const isOfferable = ({ deleting, details }: SavedMethod): boolean => !deleting && details.status === 'active';
/** The chosen default, and otherwise the newest that can be paid with. */
export const defaultOf = ({ methods, defaultId }: SavedMethods): string | undefined => {
  const offered = methods.filter(isOfferable);
  return (offered.find(({ methodId }) => methodId === defaultId) ?? offered.at(-1))?.methodId;
};

const without = (state: SavedMethods, methodId: string): SavedMethods => ({
  ...state,
  methods: state.methods.filter((one) => one.methodId !== methodId),
  defaultId: state.defaultId === methodId ? undefined : state.defaultId,
});
const withMethod = (state: SavedMethods, methodId: string, change: Partial<SavedMethod>): SavedMethods => ({
  ...state,
  methods: state.methods.map((one) => (one.methodId === methodId ? { ...one, ...change } : one)),
});

export const evolveSavedMethods = (state: SavedMethods, { type, data }: SavedMethodEvent): SavedMethods => {
  switch (type) {
    case 'CardSavingConsented': {
      const { consentId, policyVersion, consentedAt } = data;
      return { ...state, consent: { consentId, policyVersion, at: consentedAt } };
    }
    case 'CardSavingConsentWithdrawn':
      return { ...state, consent: undefined };
    case 'GatewayCustomerAssigned':
      return { ...state, customerId: data.customerId };
    case 'SavedMethodsCheckRequested':
      return { ...state, checks: [...state.checks, data.checkId].slice(-rememberedMax) };
    case 'SavedMethodAdded': {
      const { methodId, details, addedAt } = data;
      // Sealed details of an erased person read as null: nothing is known of the card any more.
      if (details === null) return state;
      return { ...state, methods: [...state.methods, { methodId, details, addedAt, deleting: false }] };
    }
    case 'SavedMethodChanged':
      return data.details === null ? state : withMethod(state, data.methodId, { details: data.details });
    case 'SavedMethodLost':
      return without(state, data.methodId);
    case 'SavedMethodDeletionRequested':
      return withMethod(state, data.methodId, { deleting: true });
    case 'SavedMethodDeleted': {
      const { methodId } = data;
      return { ...without(state, methodId), deleted: [...state.deleted, methodId].slice(-rememberedMax) };
    }
    case 'SavedMethodsForgettingBegan':
      return { ...state, consent: undefined, forgetting: data.causeId };
    case 'SavedMethodsForgotten':
      return { ...state, consent: undefined, forgetting: undefined, forgottenFor: data.causeId };
    case 'DefaultSavedMethodChosen':
      return { ...state, defaultId: data.methodId };
  }
};
