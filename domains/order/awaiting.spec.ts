import { describe, expect, it } from 'vitest';
import { instantAfter } from '../kernel/calendar.ts';
import { isRejected } from '../kernel/decider.ts';
import { deciderSpec } from '../kernel/spec.ts';
import { orderPolicy } from '../policy/order.ts';
import { allowedActions } from './actions.ts';
import { estimatedDeliveryAt } from './awaiting-view.ts';
import type { OrderCommand } from './commands.ts';
import { orderDecider } from './decider.ts';
import type { OrderEvent } from './events.ts';
import { confirmed, id, line, NOW, orderId, placed, shipmentId, userId, vendors } from './spec-examples.ts';
import type { Order } from './state.ts';

const given = deciderSpec(orderDecider, NOW);
const [{ variantId }, lineId] = [line(1), line(1).lineId];
/** Two pieces of which one is to come, beside a line whose pieces are there. */
const order = placed([line(1, { backOrder: { quantity: 1, promisedOn: '2026-01-20' } }), line(2)]);
const bought: OrderEvent[] = [order, confirmed(order)];
const fold = (events: readonly OrderEvent[]): Order => events.reduce(orderDecider.evolve, orderDecider.initial)!;
const owed = (pieces: number): OrderCommand => ({
  type: 'RecordOwedStock',
  data: { orderId, bookingId: orderId, variantId, owed: pieces },
});
const allocated = (quantity: number, of = lineId): OrderEvent => ({
  type: 'OrderStockAllocated',
  data: { orderId, userId, lines: [{ lineId: of, quantity }] },
});
const pack = (lineIds?: string[]): OrderCommand => ({
  type: 'PackOrder',
  data: { orderId, ...(lineIds === undefined ? {} : { lineIds }) },
});
const ship = (lineIds?: string[]): OrderCommand => ({
  type: 'ShipOrder',
  data: {
    ...{ orderId, shipmentId, vendorId: vendors[0], courier: 'Delhivery', trackingNumber: 'AWB1' },
    ...(lineIds === undefined ? {} : { lineIds }),
  },
});
const cancel = (lineIds?: string[]): OrderCommand => ({
  type: 'CancelOrder',
  data: {
    ...{ orderId, cancellationId: id(70), reason: 'deliveryTooSlow', by: 'customer' },
    ...(lineIds === undefined ? {} : { lineIds }),
  },
});

describe('a line that waits for goods', () => {
  it('is neither packed, nor booked with a courier, nor sent', () => {
    const book: OrderCommand = {
      type: 'RequestCourierBooking',
      data: { orderId, shipmentId, vendorId: vendors[0], lineIds: [lineId] },
    };
    for (const command of [pack([lineId]), ship([lineId]), book])
      given(...bought)
        .when(command)
        .rejects('StockNotArrived');
    const refused = orderDecider.decide(ship([lineId]), fold(bought), NOW);
    expect(isRejected(refused) && refused.detail).toContain('SKU-1: 1 of 2 still to come, expected on 2026-01-20');
  });
  it('is left behind when everything that is there is packed and sent', () => {
    given(...bought)
      .when(pack())
      .then({ type: 'OrderPacked', data: { orderId, userId, lineIds: [line(2).lineId] } });
    const sent = orderDecider.decide(ship(), fold(bought), NOW) as readonly OrderEvent[];
    expect(sent).toMatchObject([{ type: 'OrderShipped', data: { lines: [{ lineId: line(2).lineId }] } }]);
    const rest = { ...(ship() as { data: object }).data, shipmentId: id(61) };
    given(...bought, ...sent)
      .when({ type: 'ShipOrder', data: rest } as OrderCommand)
      .rejects('StockNotArrived');
  });
  it('goes on once its pieces are there, told late or twice', () => {
    given(...bought)
      .when(owed(0))
      .then(allocated(1));
    given(...bought)
      .when(owed(1))
      .then();
    given(...bought, allocated(1))
      .when(owed(1))
      .then();
    given(...bought, allocated(1))
      .when(pack([lineId]))
      .then({ type: 'OrderPacked', data: { orderId, userId, lineIds: [lineId] } });
  });
  it('can be cancelled by its buyer for as long as it waits, and nothing else after a day', () => {
    const later = instantAfter(NOW, orderPolicy.customerCancelMs.value);
    const decide = (command: OrderCommand, events = bought) => orderDecider.decide(command, fold(events), later);
    expect(decide(cancel([lineId]))).toMatchObject([{ type: 'OrderCancelled', data: { lines: [{ lineId }] } }]);
    for (const refused of [decide(cancel()), decide(cancel([lineId]), [...bought, allocated(1)])])
      expect(refused).toMatchObject({ rejected: 'CancelWindowClosed' });
    expect(allowedActions(fold(bought), later)).toContain('cancel');
    expect(allowedActions(fold([...bought, allocated(1)]), later)).not.toContain('cancel');
  });
});

describe('the day that was promised', () => {
  const change = (promisedOn?: string): OrderCommand => ({
    type: 'ChangeOrderPromise',
    data: { orderId, bookingId: orderId, variantId, ...(promisedOn === undefined ? {} : { promisedOn }) },
  });
  const changed = (before?: string, promisedOn?: string): OrderEvent => ({
    type: 'OrderPromiseChanged',
    data: {
      ...{ orderId, userId },
      lines: [
        { lineId, ...(before === undefined ? {} : { before }), ...(promisedOn === undefined ? {} : { promisedOn }) },
      ],
    },
  });
  it('stays in the order when another takes its place', () => {
    given(...bought)
      .when(change('2026-02-01'))
      .then(changed('2026-01-20', '2026-02-01'));
    given(...bought, changed('2026-01-20', '2026-02-01'))
      .when(change())
      .then(changed('2026-02-01'));
    given(...bought, allocated(1))
      .when(change('2026-02-01'))
      .then();
    const { lines } = fold([...bought, changed('2026-01-20', '2026-02-01')]);
    expect(lines[0]).toMatchObject({ backOrder: { promisedOn: '2026-01-20' }, expectedOn: '2026-02-01' });
  });
  it('says when the order should be there', () => {
    expect(estimatedDeliveryAt(fold(bought))).toBe('2026-01-24T18:30:00.000Z');
    expect(estimatedDeliveryAt(fold([...bought, changed('2026-01-20')]))).toBeNull();
    const plain = placed([line(1)]);
    expect(estimatedDeliveryAt(fold([plain, confirmed(plain)]))).toBe('2026-01-15T10:00:00.000Z');
  });
});

it('leaves a piece that came to another line of the same article when its own is cancelled', () => {
  const twin = line(3, { variantId, productId: line(1).productId, backOrder: { quantity: 2 } });
  const both = placed([line(1), twin]);
  const half = [both, confirmed(both)];
  const gone = orderDecider.decide(cancel([lineId]), fold(half), NOW) as readonly OrderEvent[];
  expect(fold([...half, ...gone]).lines.map(({ waiting }) => waiting)).toEqual([0, 0]);
  given(...half, ...gone)
    .when(owed(0))
    .then();
});
