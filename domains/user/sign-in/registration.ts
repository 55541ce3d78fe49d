import { UserId, type Instant } from '../../../event-schemas/primitives.ts';
import type { WriteContext } from '../../kernel/routes.ts';
import { identityPolicy } from '../../policy/identity.ts';
import { account } from '../account/aggregate.ts';
import type { UserRole } from '../account/events.ts';
import type { RegisteredAccount } from '../account/state.ts';
import { claimContact, confirmContact, releaseContact } from './contact-claims.ts';
import type { NormalContact } from './contact-input.ts';
import { later } from './later.ts';

export type Registration = {
  /** Made from the request unless given. */
  readonly userId?: UserId | undefined;
  /** A customer unless given. */
  readonly roles?: readonly UserRole[];
  readonly name: string;
  readonly phone: NormalContact | undefined;
  /** True when a code has shown that the phone is theirs. */
  readonly phoneProven: boolean;
  readonly email: NormalContact | undefined;
  readonly password: string | undefined;
  readonly referralCode: string | undefined;
};

/** Holds both, or neither: a registration that is refused must not keep a phone for ten minutes. */
const holdContacts = async (context: WriteContext, userId: UserId, given: Registration): Promise<void> => {
  const { phone, email, phoneProven } = given;
  if (phone !== undefined) await claimContact(context, { contactId: phone.id, userId, proven: phoneProven });
  if (email === undefined) return;
  try {
    await claimContact(context, { contactId: email.id, userId, proven: false });
  } catch (error) {
    if (phone !== undefined) await releaseContact(context, phone.id, userId);
    throw error;
  }
};

const commandOf = (userId: UserId, given: Registration, passwordHash: string | null, finishBefore: Instant) => {
  const { name, phone, phoneProven, email, referralCode } = given;
  const { value: phoneValue, id: phoneId } = phone ?? { value: null, id: null };
  const { value: emailValue, id: emailId } = email ?? { value: null, id: null };
  return {
    type: 'RegisterUser' as const,
    data: {
      userId,
      name,
      phone: phoneValue,
      phoneId,
      phoneVerified: phoneProven,
      email: emailValue,
      emailId,
      passwordHash,
      roles: [...(given.roles ?? (['customer'] as const))],
      referralCode: referralCode ?? null,
      finishBefore,
    },
  };
};

/**
 * Makes an account: holds phone and e-mail address, registers, confirms both. Stopped half-way, the holds lapse; stopped
 * before they are confirmed, the next who asks for them finds the account and confirms them.
 * @throws Refusal ContactTaken, ContactQuarantined, RegistrationExpired
 */
export const registerUser = async (context: WriteContext, given: Registration): Promise<RegisteredAccount> => {
  const userId = given.userId ?? UserId.parse(context.newId('user'));
  await holdContacts(context, userId, given);
  const passwordHash = given.password === undefined ? null : await context.ports.passwordHasher.hash(given.password);
  const finishBefore = later(context.now, identityPolicy.contactHoldSeconds.value);
  const { state } = await context.send(account, commandOf(userId, given, passwordHash, finishBefore));
  if (given.phone !== undefined) await confirmContact(context, given.phone.id, userId);
  if (given.email !== undefined) await confirmContact(context, given.email.id, userId);
  return state!;
};
