import type { Instant, UserId } from '../../../event-schemas/primitives.ts';
import { reject, type Decider, type Decision } from '../../kernel/decider.ts';
import type { ContactCommand } from './commands.ts';
import type { ContactEvent } from './events.ts';

/** Who may use a phone number or an e-mail address. A hold that was never confirmed lapses. */
export type Contact =
  | { readonly status: 'free'; readonly reusableFrom: Instant | undefined }
  | { readonly status: 'held'; readonly userId: UserId; readonly expiresAt: Instant }
  | { readonly status: 'confirmed'; readonly userId: UserId };
export type ContactRejection = 'ContactTaken' | 'ContactQuarantined';

type Hold = Extract<ContactCommand, { type: 'HoldContact' }>['data'];
const hold = (
  { contactId, userId, expiresAt, instead }: Hold,
  contact: Contact,
  now: Instant,
): Decision<ContactEvent, ContactRejection> => {
  const held: ContactEvent = { type: 'ContactHeld', data: { contactId, userId, expiresAt } };
  if (contact.status === 'free')
    return contact.reusableFrom !== undefined && now < contact.reusableFrom
      ? reject('ContactQuarantined', `It was given up lately and is free again from ${contact.reusableFrom}.`)
      : [held];
  // A fresh hold of one's own, so that whoever found the old one abandoned comes too late.
  if (contact.userId === userId) return contact.status === 'held' && contact.expiresAt === expiresAt ? [] : [held];
  const isAbandoned = contact.userId === instead && (contact.status === 'confirmed' || now >= contact.expiresAt);
  return isAbandoned ? [held] : reject('ContactTaken', 'Sign in instead, or use another one.');
};

export const contactDecider: Decider<Contact, ContactCommand, ContactEvent, ContactRejection> = {
  initial: { status: 'free', reusableFrom: undefined },

  evolve: (_, { type, data }) => {
    switch (type) {
      case 'ContactHeld':
        return { status: 'held', userId: data.userId, expiresAt: data.expiresAt };
      case 'ContactConfirmed':
        return { status: 'confirmed', userId: data.userId };
      case 'ContactReleased':
        return { status: 'free', reusableFrom: data.reusableFrom };
    }
  },

  decide: ({ type, data }, contact, now) => {
    if (type === 'HoldContact') return hold(data, contact, now);
    const { contactId, userId } = data;
    const isOwn = contact.status !== 'free' && contact.userId === userId;
    if (type === 'ReleaseContact') return isOwn ? [{ type: 'ContactReleased', data }] : [];
    if (!isOwn) return reject('ContactTaken', 'Somebody else has it now.');
    return contact.status === 'confirmed' ? [] : [{ type: 'ContactConfirmed', data: { contactId, userId } }];
  },
};
