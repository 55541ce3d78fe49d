import { describe, it } from 'vitest';
import { UserId } from '../../../event-schemas/primitives.ts';
import { deciderSpec } from '../../kernel/spec.ts';
import { ContactId } from '../ids.ts';
import { contactDecider } from './decider.ts';
import type { ContactEvent } from './events.ts';

const id = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const contactId = ContactId.parse(id(1));
const asha = UserId.parse(id(2));
const ravi = UserId.parse(id(3));
const EXPIRY = '2026-01-01T00:10:00.000Z';
const LATER = '2026-01-01T00:20:00.000Z';
const held = (userId: UserId, expiresAt = EXPIRY): ContactEvent => ({
  type: 'ContactHeld',
  data: { contactId, userId, expiresAt },
});
const confirmed = (userId: UserId): ContactEvent => ({ type: 'ContactConfirmed', data: { contactId, userId } });
const released = (userId: UserId, reusableFrom: string): ContactEvent => ({
  type: 'ContactReleased',
  data: { contactId, userId, reusableFrom },
});
const hold = (userId: UserId, expiresAt = EXPIRY, instead?: UserId) =>
  ({
    type: 'HoldContact',
    data: { contactId, userId, expiresAt, ...(instead === undefined ? {} : { instead }) },
  }) as const;
const confirm = (userId: UserId) => ({ type: 'ConfirmContact', data: { contactId, userId } }) as const;
const at = (now: string) => deciderSpec(contactDecider, now);
const given = at('2026-01-01T00:00:00.000Z');
const afterwards = at(EXPIRY);

describe('a phone number or e-mail address', () => {
  it('is held by the first who asks', () => given().when(hold(asha)).then(held(asha)));
  it('is not held by a second', () => given(held(asha)).when(hold(ravi)).rejects('ContactTaken'));
  it('is not had twice', () => given(held(asha), confirmed(asha)).when(hold(ravi)).rejects('ContactTaken'));
  it('is confirmed by its holder only', () => {
    given(held(asha)).when(confirm(asha)).then(confirmed(asha));
    given(held(asha)).when(confirm(ravi)).rejects('ContactTaken');
    given().when(confirm(ravi)).rejects('ContactTaken');
  });
  it('stays held after the hold has lapsed until somebody looked whether the account exists', () => {
    afterwards(held(asha)).when(hold(ravi, LATER)).rejects('ContactTaken');
    afterwards(held(asha))
      .when(hold(ravi, LATER, asha))
      .then(held(ravi, LATER));
  });
  it('is not taken from a hold that runs', () =>
    given(held(asha))
      .when(hold(ravi, EXPIRY, asha))
      .rejects('ContactTaken'));
  it('is taken from an account that has lost it', () =>
    given(held(asha), confirmed(asha))
      .when(hold(ravi, EXPIRY, asha))
      .then(held(ravi)));
  it('is not taken when somebody else has come in between', () =>
    given(held(ravi), confirmed(ravi))
      .when(hold(UserId.parse(id(4)), EXPIRY, asha))
      .rejects('ContactTaken'));
  it('is held longer by its holder, also when it is confirmed', () => {
    given(held(asha)).when(hold(asha, LATER)).then(held(asha, LATER));
    given(held(asha), confirmed(asha)).when(hold(asha)).then(held(asha));
  });
  it('is held afresh by whoever has it, so that a taker comes too late', () =>
    given(held(asha), confirmed(asha), held(asha, LATER))
      .when(hold(ravi, LATER, asha))
      .rejects('ContactTaken'));
  it('is free again at once, or after a while', () => {
    given(held(asha))
      .when({ type: 'ReleaseContact', data: { contactId, userId: asha, reusableFrom: EXPIRY } })
      .then(released(asha, EXPIRY));
    given(held(asha), released(asha, EXPIRY)).when(hold(ravi, LATER)).rejects('ContactQuarantined');
    afterwards(held(asha), released(asha, EXPIRY)).when(hold(ravi, LATER)).then(held(ravi, LATER));
  });
  it('is released by its holder only', () =>
    given(held(asha))
      .when({ type: 'ReleaseContact', data: { contactId, userId: ravi, reusableFrom: EXPIRY } })
      .then());
});
