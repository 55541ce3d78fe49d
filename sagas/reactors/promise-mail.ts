import type { Reactor } from '../../domains/kernel/reactor.ts';
import { order } from '../../domains/order/aggregate.ts';
import { isAwaiting } from '../../domains/order/awaiting.ts';
import type { OrderEvent } from '../../domains/order/events.ts';
import type { Line } from '../../domains/order/state.ts';
import { provenAddressOf, sendUnlessRefused } from './person-mail.ts';

type Changed = Extract<OrderEvent, { type: 'OrderPromiseChanged' }>['data'];

const textOf = (lines: readonly Line[]): string => {
  const days = lines.map(({ name, size, expectedOn }) => {
    const article = size === undefined ? name : `${name}, ${size}`;
    return expectedOn === undefined
      ? `${article}: we do not know yet when it comes`
      : `${article}: now expected on ${expectedOn}`;
  });
  const what = 'Goods that you ordered before they arrived come on another day than we told you.';
  const next =
    'You need not do anything. If you do not want to wait, cancel the line in the app; what you paid for it comes back.';
  return [what, days.join('\n'), next, 'Only2U'].join('\n\n');
};

/** Tells the buyer of the day as it is now, where they have a proven address and something still waits. */
export const promiseMail: Reactor = {
  name: 'promiseMail',
  handles: ['OrderPromiseChanged'],
  react: async (event, context) => {
    const { orderId, userId, lines } = event.data as Changed;
    const { state } = await context.facts(order, orderId);
    const awaited = state?.lines.filter(
      (line) => isAwaiting(line) && lines.some(({ lineId }) => lineId === line.lineId),
    );
    if (state === undefined || awaited === undefined || awaited.length === 0) return;
    const to = await provenAddressOf(userId, context);
    if (to === undefined) return;
    const subject = `Another day for your order ${state.orderNumber}`;
    await sendUnlessRefused({ to, subject, text: textOf(awaited), key: event.eventId }, context);
  },
};
