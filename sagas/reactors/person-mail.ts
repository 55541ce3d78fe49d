import { MailSenderError, type MailSender } from '../../domains/kernel/ports/mail-sender.ts';
import type { ReactorContext } from '../../domains/kernel/reactor.ts';
import { account } from '../../domains/user/account/aggregate.ts';

/** The proven address of somebody with an active account; undefined where there is none. */
export const provenAddressOf = async (
  userId: string,
  { facts }: Pick<ReactorContext, 'facts'>,
): Promise<string | undefined> => {
  const owner = (await facts(account, userId)).state;
  if (owner?.status !== 'active' || owner.email?.verified !== true) return undefined;
  return owner.email.value ?? undefined;
};

const PAISE_PER_RUPEE = 100;
/** An amount as mails state it: `₹600.00`. */
export const rupees = (paise: number): string => `₹${(paise / PAISE_PER_RUPEE).toFixed(2)}`;

/** Sends a mail; what the relay refuses for good is given up. A repeat under the same key has the same Message-ID. */
export const sendUnlessRefused = async (
  mail: Parameters<MailSender['send']>[0],
  { ports }: Pick<ReactorContext, 'ports'>,
): Promise<void> => {
  try {
    await ports.mailSender.send(mail);
  } catch (error) {
    if (!(error instanceof MailSenderError) || error.failure.code !== 'refused') throw error;
  }
};
