import { randomUUID } from 'node:crypto';
import type { EventStoreDBClient, WrongExpectedVersionError } from '@eventstore/db-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  ANY,
  binaryEvent,
  jsonEvent,
  NO_STREAM,
  STREAM_EXISTS,
  collect,
  errorOf,
  event,
  events,
  numbersIn,
  type Library,
} from './clients.ts';
import { newStream, startTarget, type Target } from './target.ts';

export function appendContract(library: Library): void {
  describe(`appends through ${library.name}`, () => {
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
    const credentials = { username: 'admin', password: 'changeit' };

    it.each([{ over: 'BatchAppend' }, { over: 'Append', credentials }])(
      'numbers events from 0 and moves the position on over $over',
      async ({ credentials: own }) => {
        const options = own === undefined ? {} : { credentials: own };
        const stream = newStream();
        const first = await client.appendToStream(stream, events(2), { expectedRevision: NO_STREAM, ...options });
        const second = await client.appendToStream(stream, event(2), { expectedRevision: 1n, ...options });
        expect([first.nextExpectedRevision, second.nextExpectedRevision]).toEqual([1n, 2n]);
        expect(second.position!.commit).toBeGreaterThan(first.position!.commit);
        const read = await collect(client.readStream(stream));
        expect(read.map((each) => each.event!.revision)).toEqual([0n, 1n, 2n]);
        expect(read.at(-1)!.event!.position).toEqual(second.position);
      },
    );

    it.each([
      { over: 'BatchAppend', expected: 5n },
      { over: 'BatchAppend', expected: NO_STREAM },
      { over: 'BatchAppend', expected: 9_223_372_036_854_775_806n },
      { over: 'Append', expected: 5n, credentials },
      { over: 'Append', expected: NO_STREAM, credentials },
    ] as const)('refuses expected revision $expected over $over and says what is there', async (refused) => {
      const { expected } = refused;
      const options = 'credentials' in refused ? { credentials: refused.credentials } : {};
      const stream = newStream();
      await client.appendToStream(stream, events(3));
      const refusal = client.appendToStream(stream, event(9), { expectedRevision: expected, ...options });
      const error = await refusal.then(
        () => undefined,
        (raised: unknown) => raised as WrongExpectedVersionError,
      );
      expect(error?.constructor.name).toBe('WrongExpectedVersionError');
      expect(library.versionsOf(error)).toEqual({ actual: 2n, expected });
      expect(await numbersIn(client, stream)).toHaveLength(3);
    });

    it('takes a repeated append by exact revision as done already', async () => {
      const stream = newStream();
      const batch = events(3);
      const first = await client.appendToStream(stream, batch, { expectedRevision: NO_STREAM });
      await client.appendToStream(stream, event(9), { expectedRevision: 2n });
      const again = await client.appendToStream(stream, batch, { expectedRevision: NO_STREAM });
      expect([again.nextExpectedRevision, again.position]).toEqual([2n, first.position]);
      expect(await numbersIn(client, stream)).toHaveLength(4);
    });

    it('refuses a repeat that differs in a later event', async () => {
      const stream = newStream();
      const [one, two] = events(2);
      await client.appendToStream(stream, [one!, two!], { expectedRevision: NO_STREAM });
      expect(await errorOf(client.appendToStream(stream, [one!, event(7)], { expectedRevision: NO_STREAM }))).toBe(
        'WrongExpectedVersionError',
      );
      expect(
        await errorOf(client.appendToStream(stream, [one!, two!, event(7)], { expectedRevision: NO_STREAM })),
      ).toBe('WrongExpectedVersionError');
    });

    it('takes a repeated append with any revision as done already, by recent ids', async () => {
      const stream = newStream();
      const batch = events(2);
      const first = await client.appendToStream(stream, batch, { expectedRevision: ANY });
      const again = await client.appendToStream(stream, batch, { expectedRevision: ANY });
      expect([again.nextExpectedRevision, again.position]).toEqual([first.nextExpectedRevision, first.position]);
      expect(await errorOf(client.appendToStream(stream, [batch[0]!, event(9)], { expectedRevision: ANY }))).toBe(
        'WrongExpectedVersionError',
      );
      await client.appendToStream(newStream(), batch, { expectedRevision: ANY });
      expect(await numbersIn(client, stream)).toHaveLength(2);
    });

    it('knows whether a stream exists, by its metadata too', async () => {
      const stream = newStream();
      expect(await errorOf(client.appendToStream(stream, event(0), { expectedRevision: STREAM_EXISTS }))).toBe(
        'WrongExpectedVersionError',
      );
      await client.setStreamMetadata(stream, { maxCount: 10 });
      await client.appendToStream(stream, event(0), { expectedRevision: STREAM_EXISTS });
      expect(await numbersIn(client, stream)).toEqual([0]);
    });

    it('keeps an append whole when many race for one revision', async () => {
      const stream = newStream();
      const attempts = Array.from({ length: 20 }, () =>
        errorOf(client.appendToStream(stream, events(3), { expectedRevision: NO_STREAM })),
      );
      const outcomes = await Promise.all(attempts);
      expect(outcomes.filter((outcome) => outcome === 'none')).toHaveLength(1);
      expect(await numbersIn(client, stream)).toEqual([0, 1, 2]);
    });

    it('answers an append of nothing', async () => {
      const stream = newStream();
      await client.appendToStream(stream, events(2));
      const nothing = await client.appendToStream(stream, []);
      expect(nothing.nextExpectedRevision).toBe(1n);
    });

    it('refuses more than a mebibyte of data, and takes as much', async () => {
      const stream = newStream();
      const of = (bytes: number): ReturnType<typeof binaryEvent> =>
        binaryEvent({ type: 'Blob', data: Buffer.alloc(bytes, 1) });
      expect(await errorOf(client.appendToStream(stream, [of(1_048_577)]))).toBe('MaxAppendSizeExceededError');
      expect(await errorOf(client.appendToStream(stream, [of(1_048_577)], { credentials }))).toBe(
        'MaxAppendSizeExceededError',
      );
      await client.appendToStream(stream, [of(524_288), of(524_288)]);
      const read = await collect(client.readStream(stream));
      expect(read.map((each) => (each.event!.data as Uint8Array).length)).toEqual([524_288, 524_288]);
    });

    it('takes an append cut into many chunks', async () => {
      const stream = newStream();
      await client.appendToStream(stream, events(5_000), { batchAppendSize: 16 * 1024 });
      const [last] = await collect(
        client.readStream(stream, { direction: 'backwards', fromRevision: 'end', maxCount: 1 }),
      );
      expect(last?.event?.revision).toBe(4_999n);
    });

    it('keeps ids, types, metadata and bytes as they were, in streams of any script', async () => {
      const stream = `заказ-${newStream('注文')} @$%/\u0001`;
      const id = randomUUID();
      const json = jsonEvent({
        id,
        type: 'Größe',
        data: { text: 'ß → 😀', big: '9007199254740993' },
        metadata: { by: 'Ж' },
      });
      const binary = binaryEvent({ type: 'Raw', data: Buffer.from([0, 255, 10]), metadata: Buffer.from([1, 2]) });
      await client.appendToStream(stream, [json, binary]);
      const [first, second] = await collect(client.readStream(stream));
      expect(first!.event).toMatchObject({
        streamId: stream,
        id,
        type: 'Größe',
        isJson: true,
        data: json.data,
        metadata: { by: 'Ж' },
      });
      expect(second!.event).toMatchObject({ type: 'Raw', isJson: false });
      expect(Buffer.from(second!.event!.data as Uint8Array)).toEqual(Buffer.from([0, 255, 10]));
      expect(Buffer.from(second!.event!.metadata as Uint8Array)).toEqual(Buffer.from([1, 2]));
    });
  });
}
