import type { Instant } from '../../../event-schemas/primitives.ts';
import { reject, type Decider, type Decision } from '../../kernel/decider.ts';
import { paymentPolicy } from '../../policy/payment.ts';
import type { SavedMethodCommand } from './commands.ts';
import type { SavedMethodEvent } from './events.ts';
import { evolveSavedMethods, initialSavedMethods, type SavedMethod, type SavedMethods } from './state.ts';

export type SavedMethodRejection =
  'ConsentNotCurrent' | 'GatewayCustomerMismatch' | 'SavedMethodNotFound' | 'SavedMethodNotUsable';
type Decided = Decision<SavedMethodEvent, SavedMethodRejection>;
type Of<T extends SavedMethodCommand['type']> = Extract<SavedMethodCommand, { type: T }>['data'];

const same = (a: object, b: object): boolean =>
  Object.keys({ ...a, ...b }).every((key) => Reflect.get(a, key) === Reflect.get(b, key));

const consent = (data: Of<'ConsentToCardSaving'>, state: SavedMethods, now: Instant): Decided => {
  const current = paymentPolicy.cardSaving.value.policyVersion;
  if (data.policyVersion !== current)
    return reject('ConsentNotCurrent', `Show the terms of version ${current}, and send that version.`);
  if (state.consent?.policyVersion === current) return [];
  return [{ type: 'CardSavingConsented', data: { ...data, consentedAt: now } }];
};

const deletion = (userId: Of<'DeleteSavedMethod'>['userId'], methodId: string, now: Instant): SavedMethodEvent => ({
  type: 'SavedMethodDeletionRequested',
  data: { userId, methodId, requestedAt: now },
});

const forget = ({ userId, causeId }: Of<'ForgetSavedMethods'>, state: SavedMethods, now: Instant): Decided => {
  if (state.forgottenFor === causeId || state.forgetting === causeId) return [];
  if (state.methods.length === 0) return [{ type: 'SavedMethodsForgotten', data: { userId, causeId } }];
  const asked = state.methods.filter(({ deleting }) => !deleting);
  return [
    { type: 'SavedMethodsForgettingBegan', data: { userId, causeId } },
    ...asked.map(({ methodId }) => deletion(userId, methodId, now)),
  ];
};

/** What the gateway leaves out has expired, which the owner may still see, or is gone. */
const isLost = ({ details }: SavedMethod, now: Instant): boolean =>
  details.expiresAt === undefined || now < details.expiresAt;

const report = ({ userId, methods }: Of<'ReportSavedMethods'>, state: SavedMethods, now: Instant): Decided => {
  const events: SavedMethodEvent[] = [];
  for (const { methodId, details } of methods) {
    const known = state.methods.find((one) => one.methodId === methodId);
    if (known === undefined && !state.deleted.includes(methodId)) {
      events.push({ type: 'SavedMethodAdded', data: { userId, methodId, details, addedAt: now } });
      if (state.forgetting !== undefined) events.push(deletion(userId, methodId, now));
    } else if (known !== undefined && !same(known.details, details))
      events.push({ type: 'SavedMethodChanged', data: { userId, methodId, details } });
  }
  for (const known of state.methods) {
    const { methodId, deleting } = known;
    const isKept = methods.some((one) => one.methodId === methodId);
    // One that is being deleted is spoken of by its deletion.
    if (!isKept && !deleting && isLost(known, now))
      events.push({ type: 'SavedMethodLost', data: { userId, methodId } });
  }
  return events;
};

const afterDeletion = (
  data: Of<'ReportSavedMethodDeleted'>,
  { methods, forgetting: causeId }: SavedMethods,
): Decided => {
  const deleted: SavedMethodEvent = { type: 'SavedMethodDeleted', data };
  const isLast = methods.every(({ methodId }) => methodId === data.methodId);
  return causeId !== undefined && isLast
    ? [deleted, { type: 'SavedMethodsForgotten', data: { userId: data.userId, causeId } }]
    : [deleted];
};

type Named = Extract<SavedMethodCommand, { data: { methodId: string } }>;
const onMethod = ({ type, data }: Named, state: SavedMethods, now: Instant): Decided => {
  const known = state.methods.find(({ methodId }) => methodId === data.methodId);
  if (known === undefined)
    return type !== 'ChooseDefaultSavedMethod' && state.deleted.includes(data.methodId)
      ? []
      : reject('SavedMethodNotFound');
  switch (type) {
    case 'DeleteSavedMethod':
      return known.deleting ? [] : [deletion(data.userId, data.methodId, now)];
    case 'ReportSavedMethodDeleted':
      return afterDeletion(data, state);
    case 'ChooseDefaultSavedMethod':
      if (known.deleting || known.details.status !== 'active')
        return reject('SavedMethodNotUsable', 'Nothing can be paid with this card now; choose another one.');
      return state.defaultId === data.methodId ? [] : [{ type: 'DefaultSavedMethodChosen', data }];
  }
};

/** The gateway decides what it keeps; this stream knows what it said last, and what the owner wants of it. */
export const savedMethodDecider: Decider<SavedMethods, SavedMethodCommand, SavedMethodEvent, SavedMethodRejection> = {
  initial: initialSavedMethods,
  evolve: evolveSavedMethods,
  decide: (command, state, now) => {
    const { type, data } = command;
    switch (type) {
      case 'ConsentToCardSaving':
        return consent(data, state, now);
      case 'WithdrawCardSavingConsent':
        return state.consent === undefined
          ? []
          : [{ type: 'CardSavingConsentWithdrawn', data: { ...data, withdrawnAt: now } }];
      case 'AssignGatewayCustomer':
        if (state.customerId === undefined) return [{ type: 'GatewayCustomerAssigned', data }];
        return state.customerId === data.customerId ? [] : reject('GatewayCustomerMismatch');
      case 'RequestSavedMethodsCheck':
        return state.checks.includes(data.checkId) ? [] : [{ type: 'SavedMethodsCheckRequested', data }];
      case 'ForgetSavedMethods':
        return forget(data, state, now);
      case 'ReportSavedMethods':
        return report(data, state, now);
      default:
        return onMethod(command, state, now);
    }
  },
};
