import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { Instant } from '../../event-schemas/primitives.ts';
import type { Secrets } from '../kernel/ports/secrets.ts';
import { BackOrderView, backOrderView, estimatedDeliveryAt } from './awaiting-view.ts';
import { keptQuantity, ORDER_STATUSES, orderStatus } from './facts.ts';
import type { Order } from './state.ts';
import { shipmentView, ShipmentView } from './shipment-view.ts';

/** What somebody may see who has no account here: where the parcel is, and neither prices nor persons. */
export const GuestView = z.object({
  orderNumber: z.string(),
  status: z.enum(ORDER_STATUSES),
  placedAt: Instant,
  estimatedDeliveryAt: Instant.nullable(),
  lines: z.array(
    z.object({
      name: z.string(),
      size: z.string().nullable(),
      quantity: z.int(),
      status: z.string(),
      backOrder: BackOrderView,
    }),
  ),
  shipments: z.array(ShipmentView),
});

export const guestView = (order: Order): z.infer<typeof GuestView> => ({
  orderNumber: order.orderNumber,
  status: orderStatus(order),
  placedAt: order.placedAt,
  estimatedDeliveryAt: estimatedDeliveryAt(order),
  lines: order.lines.map((line) => ({
    name: line.name,
    size: line.size ?? null,
    quantity: keptQuantity(line),
    status: line.status,
    backOrder: backOrderView(line),
  })),
  shipments: order.shipments.map(shipmentView),
});

type Hashing = Pick<Secrets, 'keyedHash'>;
const signatureOf = (orderId: string, until: string, { keyedHash }: Hashing): string =>
  keyedHash('order link', orderId, until);

/** A token that names an order and the end of its life, signed with the installation's secret. */
export const orderLinkOf = (orderId: string, until: Instant, secrets: Hashing): string => {
  const seconds = String(Math.floor(Date.parse(until) / 1_000));
  return [orderId, seconds, signatureOf(orderId, seconds, secrets)].join('.');
};

/** Compares in constant time, by hashing both sides first. */
const same = (a: string, b: string): boolean => {
  const hash = (text: string): Buffer => createHmac('sha256', 'compare').update(text).digest();
  return timingSafeEqual(hash(a), hash(b));
};

/** The order that a link is good for now, or undefined. */
export const orderOfLink = (link: string, now: Instant, secrets: Hashing): string | undefined => {
  const [orderId = '', seconds = '', signature = ''] = link.split('.');
  const genuine = same(signature, signatureOf(orderId, seconds, secrets));
  return genuine && Date.parse(now) < Number(seconds) * 1_000 ? orderId : undefined;
};
