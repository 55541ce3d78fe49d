import { instantAfter } from '../../domains/kernel/calendar.ts';
import type { Reactor } from '../../domains/kernel/reactor.ts';
import { identityPolicy } from '../../domains/policy/identity.ts';
import { account } from '../../domains/user/account/aggregate.ts';
import type { AccountEvent } from '../../domains/user/account/events.ts';
import type { ChallengeEvent } from '../../domains/user/challenge/events.ts';
import type { ContactCommand } from '../../domains/user/contact/commands.ts';

type Forgotten = Extract<AccountEvent, { type: 'AccountErased' }> | Extract<ChallengeEvent, { type: 'OtpForgotten' }>;
const MS_PER_SECOND = 1000;

/**
 * Destroys the key that sealed a person's data, in every copy of the log at once. The phone of an erased account stays
 * reserved for a while, since numbers change hands; the e-mail address is free at once.
 */
export const forgetPerson: Reactor = {
  name: 'forgetPerson',
  handles: ['AccountErased', 'OtpForgotten'],
  react: async (event, context) => {
    const { type, data } = event as unknown as Forgotten;
    if (type === 'OtpForgotten') return context.ports.personKeys.destroy(data.challengeId);
    const { userId, phoneId, emailId, erasedAt } = data;
    const release = async (contactId: typeof phoneId, afterSeconds: number): Promise<void> => {
      if (contactId === null) return;
      const reusableFrom = instantAfter(erasedAt, afterSeconds * MS_PER_SECOND);
      const command: ContactCommand = { type: 'ReleaseContact', data: { contactId, userId, reusableFrom } };
      await context.send(command);
    };
    await release(phoneId, identityPolicy.phoneReusableAfterSeconds.value);
    await release(emailId, 0);
    // Accounts that became part of this one go with it.
    for (const { userId: absorbedId } of (await context.facts(account, userId)).state?.absorbed ?? [])
      await context.send({ type: 'EraseMergedAccount', data: { userId: absorbedId } }, absorbedId);
    await context.ports.personKeys.destroy(userId);
  },
};
