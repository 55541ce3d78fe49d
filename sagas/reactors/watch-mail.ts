import { MailSenderError } from '../../domains/kernel/ports/mail-sender.ts';
import type { ReactorContext } from '../../domains/kernel/reactor.ts';
import { account } from '../../domains/user/account/aggregate.ts';

type Mail = { readonly subject: string; readonly text: string; readonly key: string };

/**
 * Sends what somebody asked to be told, where they have a proven address and an active account. A repeat under the same key
 * has the same Message-ID; what the relay refuses for good is given up.
 */
export const mailToWatcher = async (userId: string, mail: Mail, { ports, facts }: ReactorContext): Promise<void> => {
  const owner = (await facts(account, userId)).state;
  if (owner?.status !== 'active' || owner.email?.verified !== true || owner.email.value === null) return;
  try {
    await ports.mailSender.send({ to: owner.email.value, ...mail });
  } catch (error) {
    if (!(error instanceof MailSenderError) || error.failure.code !== 'refused') throw error;
  }
};
