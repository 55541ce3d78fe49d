import { cart } from '../../domains/cart/aggregate.ts';
import type { CartEvent } from '../../domains/cart/events.ts';
import { product } from '../../domains/catalogue/product/aggregate.ts';
import { isRejected } from '../../domains/kernel/decider.ts';
import { derivedId } from '../../domains/kernel/derived-id.ts';
import type { Reactor, ReactorContext } from '../../domains/kernel/reactor.ts';
import { order } from '../../domains/order/aggregate.ts';
import type { OrderEvent } from '../../domains/order/events.ts';
import { payNowOffer } from '../../domains/order/paying-now.ts';
import type { OutreachCommand } from '../../domains/outreach/commands.ts';
import { preference } from '../../domains/user/preference/aggregate.ts';
import type { WalletEvent } from '../../domains/wallet/events.ts';
import { provenAddressOf, rupees, sendUnlessRefused } from './person-mail.ts';

type Abandoned = Extract<CartEvent, { type: 'CartAbandoned' }>['data'];
type Expiring = Extract<WalletEvent, { type: 'CoinExpiryAnnounced' }>['data'];
type Offered = Extract<OrderEvent, { type: 'PayNowOffered' }>['data'];
type Reminder = OutreachCommand['data'] & { readonly subject: string; readonly text: string; readonly key: string };

/** Articles that a reminder names. */
const NAMED_MAX = 3;
const FAREWELL =
  'You get such messages because you agreed to them; you can end that in the settings of the app.\n\nOnly2U';

/** The proven address of somebody who has agreed to be written to, undefined where there is none. */
const addressOf = async (userId: string, context: ReactorContext): Promise<string | undefined> => {
  const to = await provenAddressOf(userId, context);
  if (to === undefined) return undefined;
  const { consents } = (await context.facts(preference, userId)).state;
  const latest = consents.findLast(({ purpose }) => purpose === 'marketingEmail');
  return latest?.granted === true ? to : undefined;
};

/** Sends where the person agreed and was not written to too often; a repeat has the same Message-ID. */
const remind = async (
  { subject, text, key, ...data }: Reminder,
  to: string,
  context: ReactorContext,
): Promise<void> => {
  const command: OutreachCommand = { type: 'AllowReminder', data };
  const outcome = await context.send(command);
  if (isRejected(outcome)) return;
  await sendUnlessRefused({ to, subject, text: `${text}\n\n${FAREWELL}`, key }, context);
};

/** Brings a cart that was left to its owner's mind, unless it is empty by now; guests have no address. */
export const cartReminderMail: Reactor = {
  name: 'cartReminderMail',
  handles: ['CartAbandoned'],
  react: async (event, context) => {
    const { userId, openingId } = event.data as Abandoned;
    const to = await addressOf(userId, context);
    if (to === undefined) return;
    const { lines } = (await context.facts(cart, userId)).state;
    if (lines.length === 0) return;
    const products = await Promise.all(
      lines.slice(0, NAMED_MAX).map(({ productId }) => context.facts(product, productId)),
    );
    const names = products.flatMap(({ state }) => (state === undefined ? [] : [`- ${state.details.name}`]));
    const more = lines.length > NAMED_MAX ? [`and ${lines.length - NAMED_MAX} more`] : [];
    const text = ['You left this in your cart:', [...names, ...more].join('\n')].join('\n\n');
    const reminderId = derivedId('reminder of a cart', openingId);
    const subject = 'Your cart is waiting';
    await remind({ userId, reminderId, kind: 'cart', subject, text, key: event.eventId }, to, context);
  },
};

/** Tells people of coins that are about to expire. */
export const coinReminderMail: Reactor = {
  name: 'coinReminderMail',
  handles: ['CoinExpiryAnnounced'],
  react: async (event, context) => {
    const { userId, coins, portions } = event.data as Expiring;
    const to = await addressOf(userId, context);
    const first = portions[0]?.expiresAt;
    if (to === undefined || first === undefined) return;
    const text = `${coins} of your coins expire soon, the first of them on ${first.slice(0, 10)}. One coin is worth one rupee.`;
    const reminderId = derivedId('reminder of coins', event.eventId);
    const subject = 'Your coins expire soon';
    await remind({ userId, reminderId, kind: 'coins', subject, text, key: event.eventId }, to, context);
  },
};

/** Tells the buyer of an order on delivery that it can be paid before it comes, unless that is over by now. */
export const payNowMail: Reactor = {
  name: 'payNowMail',
  handles: ['PayNowOffered'],
  react: async (event, context) => {
    const { orderId, userId } = event.data as Offered;
    const to = await addressOf(userId, context);
    const { state } = await context.facts(order, orderId);
    if (to === undefined || state === undefined) return;
    const offer = payNowOffer(state, context.now());
    if (isRejected(offer)) return;
    const { duePaise, savePaise, until } = offer;
    const saving = savePaise === 0 ? '' : ` That saves ${rupees(savePaise)} against paying at the door.`;
    const what = `Your order ${state.orderNumber} comes with cash on delivery. You can pay ${rupees(duePaise)} online instead.`;
    const text = `${what}${saving} It is possible in the app until ${until.slice(0, 10)}, as long as no parcel has left.`;
    const reminderId = derivedId('reminder to pay now', orderId);
    const subject = `Pay your order ${state.orderNumber} before it comes`;
    await remind({ userId, reminderId, kind: 'payNow', subject, text, key: event.eventId }, to, context);
  },
};
