import { type AllStreamSubscription, type EventStoreDBClient, type StreamSubscription } from '@eventstore/db-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { END, START, event, events, type Library } from './clients.ts';
import { isEmbedded, newStream, startTarget, type Target } from './target.ts';

/** Everything a subscription says, in order. */
function listen(subscription: StreamSubscription | AllStreamSubscription): { heard: string[]; error: Promise<string> } {
  const heard: string[] = [];
  subscription.on('confirmation', () => heard.push('confirmation'));
  subscription.on('caughtUp', () => heard.push('caughtUp'));
  subscription.on('data', (resolved: { event?: { type: string; data: unknown } }) => {
    const { type, data } = resolved.event!;
    heard.push(type.startsWith('$') ? type : String((data as { n: number }).n));
  });
  const error = new Promise<string>((resolve) =>
    subscription.on('error', (raised: Error) => resolve(raised.constructor.name)),
  );
  return { heard, error };
}

export function subscriptionContract(library: Library): void {
  describe(`catch-up subscriptions through ${library.name}`, () => {
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

    it('gives a stream its history, one caught-up, and then what comes', async () => {
      const stream = newStream();
      await client.appendToStream(stream, events(300));
      const subscription = client.subscribeToStream(stream, { fromRevision: 297n });
      const { heard } = listen(subscription);
      await expect.poll(() => heard).toContain('caughtUp');
      await client.appendToStream(stream, event(300));
      await expect.poll(() => heard).toContain('300');
      expect(heard).toEqual(['confirmation', '298', '299', 'caughtUp', '300']);
      await subscription.unsubscribe();
    });

    it('waits for a stream that is not there yet, and starts after the end when told so', async () => {
      const [missing, known] = [newStream(), newStream()];
      await client.appendToStream(known, events(2));
      const one = client.subscribeToStream(missing, { fromRevision: START });
      const two = client.subscribeToStream(known, { fromRevision: END });
      const heard = [listen(one).heard, listen(two).heard] as const;
      await expect.poll(() => heard.flat().filter((word) => word === 'caughtUp')).toHaveLength(2);
      await client.appendToStream(missing, event(0));
      await client.appendToStream(known, event(2));
      await expect
        .poll(() => heard)
        .toEqual([
          ['confirmation', 'caughtUp', '0'],
          ['confirmation', 'caughtUp', '2'],
        ]);
      await Promise.all([one.unsubscribe(), two.unsubscribe()]);
    });

    it('follows all strictly after a position', async () => {
      const stream = newStream();
      const { position } = await client.appendToStream(stream, event(0));
      await client.appendToStream(stream, event(1));
      const subscription = client.subscribeToAll({ fromPosition: position! });
      const { heard } = listen(subscription);
      await expect.poll(() => heard).toEqual(['confirmation', '1', 'caughtUp']);
      await subscription.unsubscribe();
    });

    it('filters on the server and reports how far it has come', async () => {
      const mark = newStream('w');
      const checkpoints: bigint[] = [];
      const { position } = await client.appendToStream(`x${mark}`, events(200));
      await client.appendToStream(`y${mark}`, events(3));
      const filter = library.streamNameFilter({
        prefixes: [`y${mark}`],
        checkpointInterval: 1,
        checkpointReached: (_subscription, reached) => {
          checkpoints.push(reached.commit);
          return Promise.resolve();
        },
      });
      const subscription = client.subscribeToAll({ fromPosition: START, filter });
      const { heard } = listen(subscription);
      await expect.poll(() => heard).toEqual(['confirmation', '0', '1', '2', 'caughtUp']);
      await client.appendToStream(`x${mark}`, events(100));
      const last = await client.appendToStream(`x${mark}`, event(0));
      await expect.poll(() => checkpoints.at(-1), { timeout: 10_000 }).toBeGreaterThan(position!.commit);
      expect(checkpoints).toEqual(checkpoints.toSorted((a, b) => (a < b ? -1 : 1)));
      expect(checkpoints.at(-1)! <= last.position!.commit).toBe(true);
      await subscription.unsubscribe();
    });

    it('ends with stream-deleted when its stream is tombstoned, and at once when it was', async () => {
      const stream = newStream();
      await client.appendToStream(stream, event(0));
      const { heard, error } = listen(client.subscribeToStream(stream));
      await expect.poll(() => heard).toContain('caughtUp');
      await client.tombstoneStream(stream);
      expect(await error).toBe('StreamDeletedError');
      expect(heard).toEqual(['confirmation', '0', 'caughtUp', '$streamDeleted']);
      expect(await listen(client.subscribeToStream(stream)).error).toBe('StreamDeletedError');
    });

    it.each([
      {
        by: 'stream prefix',
        filter: (mark: string) => library.streamNameFilter({ prefixes: [`a${mark}`, `b${mark}`] }),
        seen: ['1', '2'],
      },
      {
        by: 'stream expression',
        filter: (mark: string) => library.streamNameFilter({ regex: `^b${mark}` }),
        seen: ['2'],
      },
      {
        by: 'type prefix',
        filter: (mark: string) => library.eventTypeFilter({ prefixes: [`typec${mark}`] }),
        seen: ['3'],
      },
      {
        by: 'type expression',
        filter: (mark: string) => library.eventTypeFilter({ regex: `^type(a|c)${mark}$` }),
        seen: ['1', '3'],
      },
    ])('filters all by $by', async ({ filter, seen }) => {
      const mark = newStream('f').slice(2, 10);
      for (const [index, letter] of ['a', 'b', 'c'].entries()) {
        await client.appendToStream(`${letter}${mark}-1`, event(index + 1, `type${letter}${mark}`));
      }
      const subscription = client.subscribeToAll({ fromPosition: START, filter: filter(mark) });
      const { heard } = listen(subscription);
      await expect.poll(() => heard).toContain('caughtUp');
      expect(heard).toEqual(['confirmation', ...seen, 'caughtUp']);
      await subscription.unsubscribe();
    });

    it.runIf(isEmbedded)('refuses an expression that takes too long, and nobody else waits for it', async () => {
      await client.appendToStream(`hostile-${'a'.repeat(60)}!`, event(0));
      const hostile = listen(
        client.subscribeToAll({ fromPosition: START, filter: library.streamNameFilter({ regex: '^hostile-(a+)+$' }) }),
      );
      const other = listen(client.subscribeToAll({ fromPosition: END }));
      await expect.poll(() => other.heard).toContain('caughtUp');
      await client.appendToStream(newStream(), event(77));
      await expect.poll(() => other.heard).toContain('77');
      expect(await hostile.error).not.toBe('none');
    });

    it('loses and repeats nothing for a subscriber that joins while events are written', async () => {
      const stream = newStream();
      const subscription = client.subscribeToAll({
        fromPosition: START,
        filter: library.streamNameFilter({ prefixes: [stream] }),
      });
      const { heard } = listen(subscription);
      for (let round = 0; round < 20; round += 1) {
        await Promise.all(
          Array.from({ length: 10 }, (_, index) => client.appendToStream(stream, event(round * 10 + index))),
        );
      }
      const numbers = (): string[] => heard.filter((word) => /^\d+$/.test(word));
      await expect.poll(() => numbers().length, { timeout: 10_000 }).toBe(200);
      expect(new Set(numbers()).size).toBe(200);
      await subscription.unsubscribe();
    });
  });
}
