import type { Direction, EventStoreDBClient, ReadRevision } from '@eventstore/db-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  BACKWARDS,
  jsonEvent,
  END,
  START,
  collect,
  errorOf,
  event,
  events,
  numbersIn,
  type Library,
} from './clients.ts';
import { newStream, startTarget, type Target } from './target.ts';

export function readContract(library: Library): void {
  describe(`reads through ${library.name}`, () => {
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

    it('says that a stream does not exist', async () => {
      expect(await errorOf(collect(client.readStream(newStream())))).toBe('StreamNotFoundError');
    });

    it.each<{ what: string; from: ReadRevision; backwards?: boolean; maxCount?: number; seen: number[] }>([
      { what: 'from a revision', from: 7n, seen: [7, 8, 9] },
      { what: 'at most so many', from: START, maxCount: 2, seen: [0, 1] },
      { what: 'beyond the end', from: 100n, seen: [] },
      { what: 'near 2^63', from: 9_223_372_036_854_775_806n, seen: [] },
      { what: 'backwards from the end', from: END, backwards: true, maxCount: 3, seen: [9, 8, 7] },
      { what: 'backwards from a revision', from: 1n, backwards: true, seen: [1, 0] },
      { what: 'backwards from beyond the end', from: 100n, backwards: true, maxCount: 1, seen: [9] },
    ])('reads a stream $what', async ({ from, backwards, maxCount, seen }) => {
      const stream = newStream();
      await client.appendToStream(stream, events(10));
      const direction: Direction = backwards === true ? BACKWARDS : 'forwards';
      const options = { fromRevision: from, direction, ...(maxCount !== undefined && { maxCount }) };
      expect(await numbersIn(client, stream, options)).toEqual(seen);
    });

    it('reads a stream of many pages completely and in order', async () => {
      const stream = newStream();
      await client.appendToStream(stream, events(2_000));
      expect(await numbersIn(client, stream)).toEqual(Array.from({ length: 2_000 }, (_, index) => index));
    });

    it('reads all from a position, inclusive forwards and exclusive backwards', async () => {
      const stream = newStream();
      await client.appendToStream(stream, event(0));
      const { position } = await client.appendToStream(stream, event(1));
      await client.appendToStream(stream, event(2));
      const own = async (direction: 'forwards' | 'backwards'): Promise<number[]> => {
        const read = await collect(client.readAll({ fromPosition: position!, direction, maxCount: 1_000 }));
        return read
          .filter((each) => each.event?.streamId === stream)
          .map((each) => (each.event!.data as { n: number }).n);
      };
      expect(await own('forwards')).toEqual([1, 2]);
      expect(await own('backwards')).toEqual([0]);
      // The younger client reads forwards from END as from the start.
      if (library.name === '@eventstore/db-client')
        expect(await collect(client.readAll({ fromPosition: END }))).toEqual([]);
    });

    it('shows positions that only grow, and at least one system event', async () => {
      const read = await collect(client.readAll({ maxCount: 5_000 }));
      const positions = read.map((each) => each.event!.position.commit);
      expect(positions).toEqual(positions.toSorted((a, b) => (a < b ? -1 : 1)));
      expect(new Set(positions).size).toBe(positions.length);
      expect(read.some((each) => each.event!.type.startsWith('$'))).toBe(true);
    });

    it('resolves links, shows those that lead nowhere as links, and leaves malformed ones alone', async () => {
      const [stream, links] = [newStream(), newStream('links')];
      await client.appendToStream(stream, events(2));
      const link = (data: string): ReturnType<typeof jsonEvent> =>
        ({
          ...jsonEvent({ type: '$>', data: {} }),
          data: Buffer.from(data),
          contentType: 'application/octet-stream',
        }) as never;
      await client.appendToStream(links, [link(`1@${stream}`), link(`7@${stream}`), link('nonsense')]);
      const read = await collect(client.readStream(links, { resolveLinkTos: true }));
      expect(read.map((each) => [each.event?.streamId, each.link?.streamId])).toEqual([
        [stream, links],
        [undefined, links],
        [links, undefined],
      ]);
      expect(await collect(client.readStream(links))).toHaveLength(3);
    });
  });
}
