import { describe, expect, it } from 'vitest';
import type { RecordedEvent } from '../domains/kernel/event-store.ts';
import { eventLogEntries, loggedEventOf } from './event-log.ts';

const at = '2026-03-01T10:00:00.000Z';
const id = (n: number): string => `01980000-0000-7000-8000-00000000000${n}`;
const event = (more: Partial<RecordedEvent>): RecordedEvent => ({
  eventId: id(1),
  type: 'OrderConfirmed',
  stream: `order-${id(2)}`,
  revision: 3n,
  position: 41n,
  data: { orderId: id(2), userId: id(3), totalPaise: 129_900, note: 'ring twice', phone: '+919812345678' },
  metadata: { correlationId: id(4), causationId: id(5), actor: 'saga:placeOrder', schemaVersion: 1, recordedAt: at },
  ...more,
});
/** As the codec does it: personal fields become null. */
const withoutPhone: Parameters<typeof loggedEventOf>[1] = ({ type, data }) => ({
  type,
  data: { ...(data as object), phone: null },
});

describe('the event log', () => {
  it('tells what happened, to whom, by whom and why, and nothing personal', () => {
    const logged = loggedEventOf(event({}), withoutPhone)!;
    expect(logged).toMatchObject({
      eventId: id(1),
      type: 'OrderConfirmed',
      class: 'domain',
      actor: 'saga:placeOrder',
      userId: id(3),
      orderId: id(2),
      occurredAt: at,
      correlationId: id(4),
      causationId: id(5),
      text: `Order confirmed: orderId ${id(2)}, userId ${id(3)}, totalPaise 129900`,
      position: '41',
    });
    expect(JSON.stringify(logged)).not.toContain('9812345678');
  });

  it('hashes the payload without its personal fields, so that the hash outlives an erasure', () => {
    const hashes = ['+919812345678', '+911111111111'].map(
      (phone) => loggedEventOf(event({ data: { orderId: id(2), phone } }), withoutPhone)!.payloadHash,
    );
    expect(hashes[0]).toMatch(/^[0-9a-f]{64}$/);
    expect(hashes[1]).toBe(hashes[0]);
    expect(loggedEventOf(event({ data: { orderId: id(3) } }), withoutPhone)!.payloadHash).not.toBe(hashes[0]);
  });

  it('puts an event under its time, type, actor, user, order and request, for ever', () => {
    const [entry] = eventLogEntries([event({})], withoutPhone);
    expect(entry!.places.map(({ timeline, key }) => `${timeline.name} ${key}`)).toEqual([
      'by_time all',
      'by_type OrderConfirmed',
      'by_actor saga:placeOrder',
      `by_user ${id(3)}`,
      `by_order ${id(2)}`,
      `by_correlation ${id(4)}`,
    ]);
    expect(entry).toMatchObject({ at, sequence: 41n, id: id(1), version: 42n });
    expect(entry!.keepMs).toBeUndefined();
  });

  it('names the stream of what is neither a user nor an order, and leaves the steps of processes out', () => {
    const product = event({ stream: `product-${id(6)}`, type: 'ProductPublished', data: { productId: id(6) } });
    const step = event({ stream: `saga.placeOrder-${id(2)}`, type: 'SagaStepTaken', data: {} });
    const entries = eventLogEntries([product, step], withoutPhone);
    expect(entries).toHaveLength(1);
    expect(entries[0]!.places.map(({ key }) => key)).toContain(`product:${id(6)}`);
  });
});
