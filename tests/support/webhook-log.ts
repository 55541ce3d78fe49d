import type { RecordedEvent } from '../../domains/kernel/event-store.ts';

const idOf = (n: number): string => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
type Happened = Pick<RecordedEvent, 'type' | 'stream'> & { readonly data: object };
const recorded = (position: number, { type, stream, data }: Happened): RecordedEvent =>
  ({
    ...{ type, stream, data, revision: 0n, position: BigInt(position), eventId: idOf(position) },
    metadata: { recordedAt: '2026-11-23T10:00:00.000Z' },
  }) as unknown as RecordedEvent;

/** A log in which an endpoint is registered at position 1, and `count` orders are created after it. */
export const logWithOrders = (count: number): readonly RecordedEvent[] => [
  recorded(1, {
    type: 'WebhookEndpointRegistered',
    stream: 'webhookEndpoints-all',
    data: {
      ...{ endpointId: idOf(900), url: 'https://partner.example/', eventTypes: ['order.created'], description: '' },
      ...{ secretId: idOf(901), registeredBy: idOf(902), registeredAt: '2026-11-23T10:00:00.000Z' },
    },
  }),
  ...Array.from({ length: count }, (_, n) =>
    recorded(2 + n, { type: 'OrderPlaced', stream: `order-${n}`, data: { n } }),
  ),
];
