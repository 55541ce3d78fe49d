import { describe, it } from 'vitest';
import { RefundId } from '../../event-schemas/primitives.ts';
import { derivedId } from '../kernel/derived-id.ts';
import { deciderSpec } from '../kernel/spec.ts';
import type { OrderCommand } from './commands.ts';
import { orderDecider } from './decider.ts';
import type { OrderEvent } from './events.ts';
import { CHECKPOINTS_MAX } from './fulfilling.ts';
import {
  confirmed,
  couponId,
  delivered,
  fees,
  id,
  line,
  NOW,
  orderId,
  paymentId,
  placed,
  shipmentId,
  shipped,
  userId,
  vendors,
} from './spec-examples.ts';

const given = deciderSpec(orderDecider, NOW);
const order = placed([line(1), line(2)]);
const running = [order, confirmed(order)];
const parcel = { orderId, shipmentId };

describe('fulfilment', () => {
  const packed: OrderEvent = { type: 'OrderPacked', data: { orderId, userId, lineIds: [id(101), id(102)] } };
  it('prepares lines in their order, never backwards', () => {
    const start: OrderCommand = { type: 'StartProcessing', data: { orderId, lineIds: [id(101)] } };
    given(...running)
      .when(start)
      .then({ type: 'OrderProcessingStarted', data: { orderId, userId, lineIds: [id(101)] } });
    given(...running)
      .when({ type: 'PackOrder', data: { orderId } })
      .then(packed);
    given(...running, packed)
      .when(start)
      .rejects('OrderStatusNotAllowed');
    given(order).when(start).rejects('OrderNotConfirmed');
    given(...running)
      .when({ type: 'PackOrder', data: { orderId, vendorId: vendors[1] } })
      .rejects('OrderStatusNotAllowed');
  });
  it('ships what is in the house, once under each id', () => {
    const { vendorId, courier, trackingNumber } = shipped([1, 2]).data;
    const facts = { shipmentId, vendorId, courier, trackingNumber };
    const ship = (change: object = {}): OrderCommand => ({ type: 'ShipOrder', data: { orderId, ...facts, ...change } });
    given(...running)
      .when(ship())
      .then(shipped([1, 2]));
    given(...running)
      .when(ship({ lineIds: [id(101)] }))
      .then(shipped([1]));
    given(...running, shipped([1, 2]))
      .when(ship({ trackingNumber: 'AWB2' }))
      .rejects('ShipmentIdTaken');
    given(...running, shipped([1, 2]))
      .when(ship({ shipmentId: id(61) }))
      .rejects('OrderStatusNotAllowed');
    given(...running)
      .when(ship({ vendorId: vendors[1], lineIds: [id(101)] }))
      .rejects('OrderLineNotYours');
  });
  it('believes the courier once per report', () => {
    const data = { ...parcel, checkpointId: 'c1', status: 'inTransit', at: NOW } as const;
    const seen = (n: number): OrderEvent => ({
      type: 'ShipmentCheckpointRecorded',
      data: { ...data, checkpointId: `c${n}`, userId },
    });
    given(...running, shipped([1]))
      .when({ type: 'RecordCheckpoint', data })
      .then(seen(1));
    given(...running)
      .when({ type: 'RecordCheckpoint', data })
      .rejects('ShipmentNotFound');
    const many = Array.from({ length: CHECKPOINTS_MAX }, (_, n) => seen(n + 10));
    given(...running, shipped([1]), ...many)
      .when({ type: 'RecordCheckpoint', data })
      .rejects('TooManyCheckpoints');
  });
  it('delivers each parcel, and says when nothing more is to come', () => {
    const deliver: OrderCommand = { type: 'DeliverOrder', data: parcel };
    given(...running, shipped([1, 2]))
      .when(deliver)
      .then(delivered([1, 2]));
    given(...running, shipped([1]))
      .when(deliver)
      .then(delivered([1], false));
    given(...running, shipped([1, 2]), delivered([1, 2]))
      .when({ type: 'MarkOutForDelivery', data: parcel })
      .then();
  });
  it('gives everything back for a parcel that comes home', () => {
    const home: OrderCommand = { type: 'ReturnOrderToOrigin', data: { ...parcel, reason: 'refused' } };
    const { vendorId, lines } = shipped([1, 2]).data;
    const facts = { orderId, userId, shipmentId, vendorId, lines };
    const back: OrderEvent = {
      type: 'OrderReturnedToOrigin',
      data: {
        ...{ ...facts, paymentId, paymentMethod: 'PREPAID', whole: true, settled: true, couponIds: [couponId] },
        ...{ refundId: RefundId.parse(derivedId('refund', orderId, shipmentId)), coins: 200, reason: 'refused' },
        refundPaise: order.data.totalPaise,
        fees,
      },
    };
    given(...running, shipped([1, 2]))
      .when(home)
      .then(back);
    given(...running, shipped([1, 2]), back)
      .when({ type: 'DeliverOrder', data: parcel })
      .rejects('OrderStatusNotAllowed');
    given(...running, shipped([1, 2]), delivered([1, 2]))
      .when(home)
      .rejects('OrderStatusNotAllowed');
  });
});
