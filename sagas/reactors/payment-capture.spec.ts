import { expect, it } from 'vitest';
import type { RecordedEvent } from '../../domains/kernel/event-store.ts';
import type { ReactorContext } from '../../domains/kernel/reactor.ts';
import type { PaymentEvent } from '../../domains/payment/events.ts';
import { asked, captured, expired, ids, opened } from '../../domains/payment/spec-examples.ts';
import { evolvePayment, type PaymentState } from '../../domains/payment/state.ts';
import { paymentCapture } from './payment-capture.ts';

const authorized: PaymentEvent = {
  type: 'PaymentAuthorized',
  data: { ...ids, gatewayPaymentId: 'pay_1', amountPaise: 50_000 },
};

/** What the gateway was asked to capture, and what was reported of it. */
const react = async (...later: readonly PaymentEvent[]) => {
  const state = [asked(), opened, authorized, ...later].reduce<PaymentState>(evolvePayment, undefined);
  const taken: string[] = [];
  const told: string[] = [];
  const capturePayment = (id: string) => {
    taken.push(id);
    return Promise.resolve({ id, orderId: 'order_1', amount: 50_000, currency: 'INR', status: 'captured', fee: 990 });
  };
  const context = {
    ports: { paymentGateway: { capturePayment } },
    facts: () => Promise.resolve({ state }),
    send: ({ type }: { type: string }) => Promise.resolve(told.push(type)),
  } as unknown as ReactorContext;
  await paymentCapture.react(authorized as unknown as RecordedEvent, context);
  return { taken, told };
};

it('takes an authorised payment, and reports it', async () =>
  expect(await react()).toEqual({ taken: ['pay_1'], told: ['ReportCapture'] }));
it.each([
  ['the time to pay was over', expired],
  ['another payment was captured', captured],
])('charges nobody when %s meanwhile', async (_, later) => expect(await react(later)).toEqual({ taken: [], told: [] }));
