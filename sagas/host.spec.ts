import { describe, expect, it, vi } from 'vitest';
import type { EventStore, RecordedEvent } from '../domains/kernel/event-store.ts';
import { commandHandler } from '../domains/kernel/handle.ts';
import type { Ports } from '../domains/kernel/ports/index.ts';
import type { Reactor } from '../domains/kernel/reactor.ts';
import { bookingsOf, hotel, logOf, newLog, stepsOf, tourSaga, type TourInput } from '../tests/support/tour.ts';
import { sagaHost, type SagaHost } from './host.ts';
import { deliverDue } from './scheduler.ts';

const now = (): string => '2026-01-31T10:00:00.000Z';
const DUE = '2026-02-01T00:00:00.000Z';
const ID = '0198f000-0000-7000-8000-eeeeeeeeeeee';

const hostOn = (store: EventStore, reactors: readonly Reactor[] = []): { host: SagaHost; retries: string[] } => {
  const retries: string[] = [];
  const host = sagaHost({
    sagas: [tourSaga],
    reactors,
    aggregates: [hotel],
    store,
    handler: commandHandler({ store, now, pause: () => Promise.resolve() }),
    ports: {} as Ports,
    now,
    onRetry: (consumer, key, error) => retries.push(`${consumer} ${key}: ${(error as Error).message}`),
  });
  return { host, retries };
};
const event = (position: bigint, type: TourInput['type'], tour = 't', hotels: string[] = []): RecordedEvent => ({
  type,
  data: { tour, hotels },
  eventId: `0198f000-0000-7000-8000-${String(position).padStart(12, '0')}`,
  stream: `tour-${tour}`,
  revision: position,
  position,
  metadata: { correlationId: ID, causationId: ID, actor: 'test', schemaVersion: 1, recordedAt: now() },
});
const give = (host: SagaHost, ...events: RecordedEvent[]): Promise<void> =>
  host.onBatch({ events, position: events.at(-1)!.position });
const due = { saga: 'tour', instance: 't', name: 'expiry', dueAt: DUE, correlationId: ID };

describe('the host of sagas', () => {
  it('takes what is delivered again only once, and is safe where everything is done', async () => {
    const log = newLog();
    const { host } = hostOn(log);
    expect(host.safePosition).toBeUndefined();
    for (let time = 0; time < 2; time += 1) {
      await give(host, event(5n, 'TourAsked', 't', ['h1']), event(6n, 'TourEnded'));
      await host.idle();
    }
    expect(host.safePosition).toBe(6n);
    expect(bookingsOf(log.log)).toEqual(['hotel-h1 RoomBooked']);
  });

  it('is never safe beyond work that is not done, also behind a deadline of the same instance', async () => {
    const log = newLog();
    let down = true;
    const { host } = hostOn({
      ...log,
      append: (...given) => (down ? Promise.reject(new Error('down')) : log.append(...given)),
    });
    await host.deliver(due);
    await give(host, event(5n, 'TourAsked'), event(6n, 'TourAsked', 'u'));
    await give(host, event(7n, 'TourAsked', 'v'));
    expect(host.safePosition).toBe(4n);
    down = false;
    await host.idle();
    expect(host.safePosition).toBe(7n);
    await host.stop();
  });

  it('sends after a restart what a deadline’s step left unsent', async () => {
    const log = newLog();
    const first = hostOn(log).host;
    await give(first, event(5n, 'TourAsked', 't', ['h1']));
    await first.idle();
    // The step of the deadline is written; then the process is gone before its command reaches the hotel.
    const dying = hostOn({
      ...log,
      append: (stream, expected, batch) =>
        stream.startsWith('hotel') ? Promise.reject(new Error('killed')) : log.append(stream, expected, batch),
    });
    await dying.host.deliver(due);
    await vi.waitUntil(() => dying.retries.length > 0);
    await dying.host.stop();
    const step = log.log.findLast(({ type }) => type === 'SagaStepTaken')!;
    expect(bookingsOf(log.log)).toEqual(['hotel-h1 RoomBooked']);
    const { host } = hostOn(log);
    await give(host, step);
    await host.idle();
    expect(bookingsOf(log.log)).toEqual(['hotel-h1 RoomBooked', 'hotel-h1 RoomFreed']);
  });

  it('queues a deadline once while it is not taken, and takes it once', async () => {
    const log = newLog();
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const { host } = hostOn({ ...log, readStream: async (...given) => (await held, log.readStream(...given)) });
    const row = {
      saga: 'tour',
      instance: 't',
      correlation_id: ID,
      deadlines: [
        { name: 'expiry', dueAt: DUE },
        { name: 'later', dueAt: '2027-01-01T00:00:00.000Z' },
      ],
    };
    for (let tick = 0; tick < 3; tick += 1) await deliverDue(() => Promise.resolve([row] as never), host, DUE);
    expect(host.pendingCount).toBe(1);
    release();
    await host.idle();
    await deliverDue(() => Promise.resolve([row] as never), host, DUE);
    await host.idle();
    expect(stepsOf(log.log).flatMap(({ inputs }) => inputs)).toMatchObject([
      { type: 'DeadlineReached' },
      { type: 'CommandAccepted' },
    ]);
  });

  it('goes on with others when it cannot tell whose an event is or cannot read it, and stays before it', async () => {
    const log = newLog();
    const { host, retries } = hostOn(log);
    await host.onBatch({
      events: [event(5n, 'TourAsked', 'broken'), event(7n, 'TourAsked', 'u')],
      undecodable: [
        { type: 'TourAsked', stream: 'tour-x', revision: 0n, position: 6n, error: new Error('not to be read') },
        { type: 'Unrelated', stream: 'y-1', revision: 0n, position: 6n, error: new Error('of no concern') },
      ],
      position: 7n,
    });
    await vi.waitUntil(() => retries.length >= 2 && logOf(log.log).length > 0 && host.pendingCount === 2);
    expect(new Set(retries)).toEqual(
      new Set(['tour tour-broken@5 has no instance: no such tour', 'tour tour-x@0 cannot be read: not to be read']),
    );
    expect(host.safePosition).toBe(4n);
    await host.stop();
  });
});

describe('a reactor', () => {
  it('is called event by event in order, and a failure repeats only its own', async () => {
    const calls: string[] = [];
    let failing = true;
    const reactor: Reactor = {
      name: 'caller',
      handles: ['TourAsked'],
      react: async ({ position }, context) => {
        calls.push(String(position));
        if (position === 7n && failing) {
          failing = false;
          throw new Error('no answer');
        }
        await context.send({ type: 'BookRoom', data: { hotel: `h${position}`, tour: 't' } });
      },
    };
    const log = newLog();
    const { host } = hostOn(log, [reactor]);
    await give(host, event(5n, 'TourAsked'), event(6n, 'TourAsked'), event(7n, 'TourAsked'));
    await host.idle();
    expect(calls).toEqual(['5', '6', '7', '7']);
    const ids = log.log.filter(({ stream }) => stream === 'hotel-h6').map(({ eventId }) => eventId);
    await give(host, event(6n, 'TourAsked'));
    await host.idle();
    expect(log.log.filter(({ stream }) => stream === 'hotel-h6').map(({ eventId }) => eventId)).toEqual(ids);
  });
});
