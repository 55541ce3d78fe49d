import type { EventStoreDBClient, PersistentAction } from '@eventstore/db-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { consume, numbers } from './persistent-consumer.ts';
import { END, START, errorOf, event, events, type Library } from './clients.ts';
import { newStream, startTarget, type Target } from './target.ts';

export function persistentContract(library: Library): void {
  describe(`persistent subscriptions through ${library.name}`, () => {
    let target: Target;
    let client: EventStoreDBClient;
    beforeAll(async () => {
      target = await startTarget();
      client = library.connect(target.url);
    });
    afterAll(async () => {
      await client.dispose();
      await target.stop();
    });
    const settings = (
      changes: object = {},
    ): ReturnType<Library['persistentSubscriptionToStreamSettingsFromDefaults']> =>
      library.persistentSubscriptionToStreamSettingsFromDefaults({ startFrom: START, ...changes });
    const parkedCount = async (stream: string): Promise<bigint> =>
      (await client.getPersistentSubscriptionToStreamInfo(stream, 'g')).stats.parkedMessageCount;

    it('delivers history and what comes after, once each', async () => {
      const stream = newStream();
      await client.appendToStream(stream, events(30));
      await client.createPersistentSubscriptionToStream(stream, 'g', settings());
      const subscription = client.subscribeToPersistentSubscriptionToStream(stream, 'g');
      const { deliveries } = consume(subscription);
      await expect.poll(() => deliveries.length).toBe(30);
      await client.appendToStream(stream, event(30));
      await expect.poll(() => numbers(deliveries)).toEqual(Array.from({ length: 31 }, (_, index) => index));
      await subscription.unsubscribe();
    });

    it('starts at a revision inclusively, or at the end', async () => {
      const stream = newStream();
      await client.appendToStream(stream, events(5));
      await client.createPersistentSubscriptionToStream(stream, 'middle', settings({ startFrom: 3n }));
      await client.createPersistentSubscriptionToStream(stream, 'end', settings({ startFrom: END }));
      const both = ['middle', 'end'].map((group) => client.subscribeToPersistentSubscriptionToStream(stream, group));
      const [middle, end] = both.map((subscription) => consume(subscription).deliveries);
      await expect.poll(() => numbers(middle!)).toEqual([3, 4]);
      await client.appendToStream(stream, event(5));
      await expect.poll(() => [numbers(middle!), numbers(end!)]).toEqual([[3, 4, 5], [5]]);
      await Promise.all(both.map((subscription) => subscription.unsubscribe()));
    });

    it('retries, skips and parks as told, counts retries, and replays what was parked', async () => {
      const stream = newStream();
      await client.createPersistentSubscriptionToStream(stream, 'g', settings({ maxRetryCount: 2 }));
      await client.appendToStream(stream, events(4));
      const actions: Record<number, PersistentAction> = { 1: 'retry', 2: 'skip', 3: 'park' };
      const subscription = client.subscribeToPersistentSubscriptionToStream(stream, 'g');
      const { deliveries } = consume(subscription, ({ n, resolved }) =>
        resolved.link === undefined ? (actions[n] ?? 'ack') : 'ack',
      );
      await expect.poll(() => parkedCount(stream)).toBe(2n);
      const seen = deliveries.map(({ n, retryCount }) => `${n}/${retryCount}`).toSorted();
      expect(seen).toEqual(['0/0', '1/0', '1/1', '1/2', '2/0', '3/0']);
      await client.replayParkedMessagesToStream(stream, 'g');
      await expect.poll(() => numbers(deliveries).slice(6).toSorted()).toEqual([1, 3]);
      await expect.poll(() => parkedCount(stream)).toBe(0n);
      await subscription.unsubscribe();
    });

    it('gives a message again when it is not settled in time, and when its consumer leaves', async () => {
      const stream = newStream();
      await client.createPersistentSubscriptionToStream(stream, 'g', settings({ messageTimeout: 1_000 }));
      await client.appendToStream(stream, event(0));
      const first = client.subscribeToPersistentSubscriptionToStream(stream, 'g');
      const slow = consume(first, () => 'ignore');
      await expect.poll(() => slow.deliveries.map(({ retryCount }) => retryCount), { timeout: 10_000 }).toEqual([0, 1]);
      await first.unsubscribe();
      const second = client.subscribeToPersistentSubscriptionToStream(stream, 'g');
      const { deliveries } = consume(second);
      await expect.poll(() => deliveries.map(({ retryCount }) => retryCount), { timeout: 10_000 }).toEqual([2]);
      await second.unsubscribe();
    });

    it('goes on from its checkpoint after the subsystem restarts', async () => {
      const stream = newStream();
      await client.appendToStream(stream, events(20));
      await client.createPersistentSubscriptionToStream(
        stream,
        'g',
        settings({ checkPointLowerBound: 1, checkPointUpperBound: 5 }),
      );
      const { deliveries, error } = consume(client.subscribeToPersistentSubscriptionToStream(stream, 'g'));
      await expect.poll(() => deliveries.length).toBe(20);
      const checkpoint = async (): Promise<bigint | undefined> =>
        (await client.getPersistentSubscriptionToStreamInfo(stream, 'g')).stats.lastCheckpointedEventRevision;
      await expect.poll(checkpoint, { timeout: 10_000 }).toBe(19n);
      await client.restartPersistentSubscriptionSubsystem();
      expect(await error).toBe('PersistentSubscriptionDroppedError');
      await client.appendToStream(stream, event(20));
      const again = client.subscribeToPersistentSubscriptionToStream(stream, 'g');
      const after = consume(again).deliveries;
      await expect.poll(() => numbers(after)).toEqual([20]);
      await again.unsubscribe();
    });

    it.each(['RoundRobin', 'DispatchToSingle'] as const)('spreads messages by %s', async (strategy) => {
      const stream = newStream();
      await client.createPersistentSubscriptionToStream(stream, 'g', settings({ consumerStrategyName: strategy }));
      const both = [0, 1].map(() => client.subscribeToPersistentSubscriptionToStream(stream, 'g', { bufferSize: 20 }));
      const deliveries = both.map((subscription) => consume(subscription).deliveries);
      await expect
        .poll(async () => (await client.getPersistentSubscriptionToStreamInfo(stream, 'g')).connections.length)
        .toBe(2);
      await client.appendToStream(stream, events(10));
      await expect.poll(() => deliveries.flat().length).toBe(10);
      const counts = deliveries.map(({ length }) => length).toSorted((a, b) => a - b);
      expect(counts).toEqual(strategy === 'RoundRobin' ? [5, 5] : [0, 10]);
      await Promise.all(both.map((subscription) => subscription.unsubscribe()));
    });

    it('pins a stream of all to one consumer', async () => {
      const mark = newStream('pin');
      const filter = library.streamNameFilter({ prefixes: [mark] });
      const pinned = library.persistentSubscriptionToAllSettingsFromDefaults({
        startFrom: START,
        consumerStrategyName: 'Pinned',
      });
      await client.createPersistentSubscriptionToAll(mark, pinned, { filter });
      const both = [0, 1].map(() => client.subscribeToPersistentSubscriptionToAll(mark, { bufferSize: 100 }));
      const streams = both.map(() => new Set<string>());
      let count = 0;
      for (const [index, subscription] of both.entries()) {
        subscription.on('data', (resolved) => {
          streams[index]!.add(resolved.event!.streamId);
          count += 1;
          void subscription.ack(resolved);
        });
      }
      await expect.poll(async () => (await client.getPersistentSubscriptionToAllInfo(mark)).connections.length).toBe(2);
      for (let index = 0; index < 10; index += 1) await client.appendToStream(`${mark}-${index}`, events(3));
      await expect.poll(() => count).toBe(30);
      expect(streams[0]!.size + streams[1]!.size).toBe(10);
      await Promise.all(both.map((subscription) => subscription.unsubscribe()));
      await client.deletePersistentSubscriptionToAll(mark);
    });

    it('raises the errors the clients know', async () => {
      const stream = newStream();
      const subscribe = (): Promise<string> =>
        consume(client.subscribeToPersistentSubscriptionToStream(stream, 'g')).error;
      expect(await subscribe()).toBe('PersistentSubscriptionDoesNotExistError');
      expect(await errorOf(client.listPersistentSubscriptionsToStream(stream))).toBe(
        'PersistentSubscriptionDoesNotExistError',
      );
      expect(await errorOf(client.deletePersistentSubscriptionToStream(stream, 'g'))).toBe(
        'PersistentSubscriptionDoesNotExistError',
      );
      await client.createPersistentSubscriptionToStream(stream, 'g', settings({ maxSubscriberCount: 1 }));
      expect(await errorOf(client.createPersistentSubscriptionToStream(stream, 'g', settings()))).toBe(
        'PersistentSubscriptionExistsError',
      );
      const invalid = settings({ readBatchSize: 20, historyBufferSize: 20 });
      expect(await errorOf(client.createPersistentSubscriptionToStream(stream, 'h', invalid))).toBe(
        'PersistentSubscriptionFailedError',
      );
      const first = consume(client.subscribeToPersistentSubscriptionToStream(stream, 'g'));
      await expect
        .poll(async () => (await client.getPersistentSubscriptionToStreamInfo(stream, 'g')).connections.length)
        .toBe(1);
      expect(await subscribe()).toBe('PersistentSubscriptionMaximumSubscribersReachedError');
      await client.deletePersistentSubscriptionToStream(stream, 'g');
      expect(await first.error).toBe('PersistentSubscriptionDroppedError');
    });

    it('updates a group, and lists it with its settings', async () => {
      const stream = newStream();
      await client.createPersistentSubscriptionToStream(stream, 'g', settings());
      await client.updatePersistentSubscriptionToStream(
        stream,
        'g',
        settings({ maxRetryCount: 7, extraStatistics: true }),
      );
      const [listed] = await client.listPersistentSubscriptionsToStream(stream);
      expect(listed).toMatchObject({
        eventSource: stream,
        groupName: 'g',
        status: 'Live',
        settings: { maxRetryCount: 7, extraStatistics: true },
      });
      const all = await client.listAllPersistentSubscriptions();
      expect(all.some((info) => info.eventSource === stream)).toBe(true);
    });
  });
}
