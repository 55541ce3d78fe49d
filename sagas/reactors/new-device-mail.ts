import { MailSenderError } from '../../domains/kernel/ports/mail-sender.ts';
import type { Reactor } from '../../domains/kernel/reactor.ts';
import type { AccountEvent } from '../../domains/user/account/events.ts';

type Used = Extract<AccountEvent, { type: 'NewDeviceUsed' }>;

const textOf = (deviceName: string, usedAt: string): string =>
  [
    'Your Only2U account was signed in to on a new device.',
    `Device: ${deviceName}\nTime: ${usedAt.slice(0, 16).replace('T', ' ')} UTC`,
    'If that was you, there is nothing to do. If not, sign in, log out everywhere and set a new password.',
    'Only2U',
  ].join('\n\n');

/** Warns the owner of an account by e-mail when it is used on a device that it does not know. */
export const newDeviceMail: Reactor = {
  name: 'newDeviceMail',
  handles: ['NewDeviceUsed'],
  react: async (event, { ports }) => {
    const { isFirst, email, deviceName, usedAt } = (event as unknown as Used).data;
    if (isFirst || email === null) return;
    try {
      const text = textOf(deviceName ?? 'unknown', usedAt);
      await ports.mailSender.send({
        to: email,
        subject: 'New sign-in to your Only2U account',
        text,
        key: event.eventId,
      });
    } catch (error) {
      if (!(error instanceof MailSenderError) || error.failure.code !== 'refused') throw error;
    }
  },
};
