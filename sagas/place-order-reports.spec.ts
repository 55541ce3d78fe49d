import { describe, expect, it } from 'vitest';
import { order, orderStatus, type Order } from '../domains/order/index.ts';
import { orderId, paymentId } from '../domains/order/spec-examples.ts';
import { payment, paymentView, type Payment } from '../domains/payment/index.ts';
import { permutationsOf } from '../tests/support/permutations.ts';
import { newShop, type Shop } from '../tests/support/order-shop.ts';
import { playStory, type Story } from '../tests/support/saga-story.ts';

const PIECES = 10;
const HOUR_MS = 3_600_000;

const shop = (): Shop => newShop({ method: 'PREPAID', pieces: PIECES, storeCreditPaise: 0 });
const later = ({ pass }: Shop): void => pass(HOUR_MS);

/** What became of the order and of its money, apart from when. */
const outcomeOf = async (story: Story<Shop>): Promise<object> => {
  const played = shop();
  const { unfinished } = await playStory(played, story);
  const [final, paid] = [
    await played.stateOf<Order>(order, orderId),
    await played.stateOf<Payment>(payment, paymentId),
  ];
  const { status, refundable, refunds, failedAttempts } = paymentView(paid);
  const { payments, refunds: returned } = played.gateway;
  return {
    unfinished,
    order: orderStatus(final),
    payment: { status, refundable, refunds, failedAttempts },
    gateway: { payments: payments.size, refunded: [...returned.values()].map(({ amount }) => amount) },
  };
};

/** All reports at once, and one after another with time for the processes to act in between. */
const tellings = (delivered: readonly number[], before: Story<Shop>): Story<Shop>[] => {
  let reports: ReturnType<Shop['reportsOfPayment']>;
  const prepare = (played: Shop): void => void (reports = played.reportsOfPayment());
  const tell = (index: number) => (played: Shop) => played.send(reports[index]!);
  const atOnce = async (played: Shop): Promise<void> => {
    for (const index of delivered) await tell(index)(played);
  };
  return [
    [prepare, ...before, atOnce, later, later],
    [prepare, ...before, ...delivered.map(tell), later, later],
  ];
};

const REPORTS = [0, 1, 2, 3];
describe.each([
  ['is wanted', [], 'confirmed', permutationsOf(REPORTS).flatMap((told) => [told, [...told, ...told.toReversed()]])],
  ['was cancelled', [({ cancel }: Shop) => cancel()], 'cancelled', permutationsOf(REPORTS)],
  ['has expired', [later], 'expired', permutationsOf(REPORTS)],
] as const)('an order that %s', (_, before, status, deliveries) => {
  it('ends the same whatever the order and number of the reports of its payment', async () => {
    const expected = await outcomeOf(tellings(deliveries[0]!, before)[0]!);
    expect(expected).toMatchObject({ order: status, unfinished: [] });
    for (const delivered of deliveries)
      for (const story of tellings(delivered, before))
        expect(await outcomeOf(story), JSON.stringify(delivered)).toEqual(expected);
  });
});
