import { isRejected } from '../../kernel/decider.ts';
import { Refusal, type WriteContext } from '../../kernel/routes.ts';
import type { UserId } from '../../../event-schemas/primitives.ts';
import { identityPolicy } from '../../policy/identity.ts';
import { account } from '../account/aggregate.ts';
import type { OwnContact, RegisteredAccount } from '../account/state.ts';
import { contact } from '../contact/aggregate.ts';
import type { ContactId } from '../ids.ts';
import { later } from './later.ts';

const ownedBy = (holder: RegisteredAccount, contactId: ContactId): OwnContact | undefined =>
  [holder.phone, holder.email].find((own) => own?.id === contactId);

/**
 * The account that has this phone or e-mail address, undefined when nobody has. A hold whose registration went through is
 * confirmed here when a crash kept it from being confirmed there.
 */
export const findByContact = async (
  context: WriteContext,
  contactId: ContactId,
): Promise<{ readonly holder: RegisteredAccount; readonly own: OwnContact } | undefined> => {
  const { state } = await context.facts(contact, contactId);
  if (state.status === 'free') return undefined;
  const holder = (await context.facts(account, state.userId)).state;
  const own = holder === undefined ? undefined : ownedBy(holder, contactId);
  if (holder === undefined || own === undefined) return undefined;
  if (state.status === 'held')
    await context.attempt(contact, { type: 'ConfirmContact', data: { contactId, userId: holder.userId } });
  if (holder.mergedInto === undefined) return { holder, own };
  // The phone of an account that became part of another one is a second phone of that one.
  const whole = (await context.facts(account, holder.mergedInto.userId)).state;
  return whole === undefined ? undefined : { holder: whole, own };
};

/**
 * Reserves a phone or an e-mail address for an account that is about to have it; the hold lapses unless it is confirmed.
 * Whoever has proven it takes it from an account that only claimed it, so that nobody can squat on it.
 * @throws Refusal ContactTaken, ContactQuarantined
 */
export const claimContact = async (
  context: WriteContext,
  claim: { readonly contactId: ContactId; readonly userId: UserId; readonly proven: boolean },
): Promise<void> => {
  const { contactId, userId } = claim;
  const expiresAt = later(context.now, identityPolicy.contactHoldSeconds.value);
  const hold = (instead?: UserId) =>
    context.attempt(contact, {
      type: 'HoldContact',
      data: { contactId, userId, expiresAt, ...(instead === undefined ? {} : { instead }) },
    });
  const outcome = await hold();
  if (!isRejected(outcome)) return;
  const refused = new Refusal(outcome.rejected, outcome.detail);
  if (outcome.rejected !== 'ContactTaken') throw refused;
  const found = await findByContact(context, contactId);
  if (found !== undefined) {
    const { holder, own } = found;
    if (own.verified || !claim.proven || ownedBy(holder, contactId) === undefined) throw refused;
    const held = { userId: holder.userId };
    await (holder.phone?.id === contactId
      ? context.send(account, { type: 'RemoveUserPhone', data: { ...held, phoneId: contactId } })
      : context.send(account, { type: 'RemoveUserEmail', data: { ...held, emailId: contactId } }));
  }
  const { state } = await context.facts(contact, contactId);
  if (state.status === 'free') throw refused;
  const again = await hold(state.userId);
  if (isRejected(again)) throw new Refusal(again.rejected, again.detail);
};

export const confirmContact = (context: WriteContext, contactId: ContactId, userId: UserId): Promise<unknown> =>
  context.attempt(contact, { type: 'ConfirmContact', data: { contactId, userId } });

/** Gives a contact free at once; used when a registration stops half-way and when a contact is replaced. */
export const releaseContact = (context: WriteContext, contactId: ContactId, userId: UserId): Promise<unknown> =>
  context.attempt(contact, { type: 'ReleaseContact', data: { contactId, userId, reusableFrom: context.now } });
