import { describe, expect, it } from 'vitest';
import type { AnyMessage, Recorded } from '../../event-schemas/primitives.ts';
import { reject } from '../../domains/kernel/decider.ts';
import type { Ports } from '../../domains/kernel/ports/index.ts';
import { MailSenderError } from '../../domains/kernel/ports/mail-sender.ts';
import type { ReactorContext } from '../../domains/kernel/reactor.ts';
import { cartReminderMail, coinReminderMail } from './reminder-mail.ts';

const userId = '00000000-0000-7000-8000-000000000002';
const openingId = '00000000-0000-7000-8000-000000000003';
const eventId = '00000000-0000-7000-8000-000000000004';
const email = { value: 'asha@example.com', verified: true };
const owner = { status: 'active', email };
const consent = (granted: boolean) => ({ purpose: 'marketingEmail', granted });
const line = { productId: 'kurta' };
type World = Readonly<Record<'user' | 'userPreferences' | 'cart' | 'product', unknown>>;
const world: World = {
  user: owner,
  userPreferences: { consents: [consent(true)] },
  cart: { lines: [line] },
  product: { details: { name: 'Kurta' } },
};
type Trial = { readonly more?: Partial<World>; readonly isRefused?: boolean; readonly failure?: Error };

const reactTo = async (type: 'cart' | 'coins', { more, isRefused, failure }: Trial = {}) => {
  const mails: { to: string; text: string; key: string }[] = [];
  const sent: unknown[] = [];
  const context = {
    ports: {
      mailSender: {
        send: (mail: (typeof mails)[number]) => {
          mails.push(mail);
          return failure === undefined ? Promise.resolve({ messageId: null }) : Promise.reject(failure);
        },
      },
    } as Partial<Ports>,
    facts: ({ category }: { category: keyof World }) => Promise.resolve({ state: { ...world, ...more }[category] }),
    send: (command: AnyMessage) => {
      sent.push(command);
      return Promise.resolve(isRefused === true ? reject('TooManyReminders') : { events: [] });
    },
  } as unknown as ReactorContext;
  const portions = [{ coins: 40, expiresAt: '2026-02-01T00:00:00.000Z' }];
  const data = type === 'cart' ? { userId, openingId } : { userId, coins: 40, portions };
  const event = { eventId, data } as unknown as Recorded<AnyMessage>;
  await (type === 'cart' ? cartReminderMail : coinReminderMail).react(event, context);
  return { mails, sent };
};

describe('reminders by e-mail', () => {
  it('name what is in the cart, or the coins, under a key that a repeat has too', async () => {
    const ofCart = await reactTo('cart');
    expect(ofCart.sent).toMatchObject([{ type: 'AllowReminder', data: { userId, kind: 'cart' } }]);
    expect(ofCart.mails).toMatchObject([{ to: email.value, key: eventId }]);
    expect(ofCart.mails[0]!.text).toContain('- Kurta');
    const ofCoins = await reactTo('coins');
    expect(ofCoins.mails[0]!.text).toContain('40 of your coins expire soon, the first of them on 2026-02-01');
    const many = await reactTo('cart', { more: { cart: { lines: [line, line, line, line, line] } } });
    expect(many.mails[0]!.text).toContain('and 2 more');
  });
  it('go to nobody who has not agreed, has no proven address, or has bought by now', async () => {
    const trials: Partial<World>[] = [
      { userPreferences: { consents: [] } },
      { userPreferences: { consents: [consent(true), consent(false)] } },
      { userPreferences: { consents: [{ purpose: 'marketingSms', granted: true }] } },
      { user: undefined },
      { user: { ...owner, status: 'suspended' } },
      { user: { ...owner, email: { ...email, verified: false } } },
      { user: { ...owner, email: { value: null, verified: true } } },
      { cart: { lines: [] } },
    ];
    for (const more of trials)
      expect(await reactTo('cart', { more }), JSON.stringify(more)).toEqual({ mails: [], sent: [] });
  });
  it('go to nobody who has had enough of them', async () =>
    expect((await reactTo('coins', { isRefused: true })).mails).toEqual([]));
  it('are given up when the relay says no, and tried again when it says nothing', async () => {
    const failed = (code: 'refused' | 'unavailable') => new MailSenderError({ code, reason: 'test' });
    await reactTo('cart', { failure: failed('refused') });
    await expect(reactTo('cart', { failure: failed('unavailable') })).rejects.toThrow(MailSenderError);
  });
});
