import type { Reactor } from '../../domains/kernel/reactor.ts';
import type { AccountEvent } from '../../domains/user/account/events.ts';
import { sendUnlessRefused } from './person-mail.ts';

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
  react: async (event, context) => {
    const { isFirst, email, deviceName, usedAt } = (event as unknown as Used).data;
    if (isFirst || email === null) return;
    const text = textOf(deviceName ?? 'unknown', usedAt);
    const subject = 'New sign-in to your Only2U account';
    await sendUnlessRefused({ to: email, subject, text, key: event.eventId }, context);
  },
};
