import type { EventStoreDBClient } from '@eventstore/db-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NO_STREAM, collect, errorOf, event, events, numbersIn, type Library } from './clients.ts';
import { newStream, startTarget, type Target } from './target.ts';

export function metadataContract(library: Library): void {
  describe(`metadata and deletion through ${library.name}`, () => {
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

    it('shows only the newest $maxCount events', async () => {
      const stream = newStream();
      await client.appendToStream(stream, events(10));
      await client.setStreamMetadata(stream, { maxCount: 3 });
      expect(await numbersIn(client, stream)).toEqual([7, 8, 9]);
      await client.setStreamMetadata(stream, { truncateBefore: 9 });
      expect(await numbersIn(client, stream)).toEqual([9]);
      await client.setStreamMetadata(stream, {});
      expect(await numbersIn(client, stream)).toHaveLength(10);
    });

    it('hides events older than $maxAge without losing the stream', async () => {
      const stream = newStream();
      await client.appendToStream(stream, events(2));
      await client.setStreamMetadata(stream, { maxAge: 1 });
      await expect.poll(() => numbersIn(client, stream), { timeout: 10_000 }).toEqual([]);
      await client.appendToStream(stream, event(2), { expectedRevision: 1n });
      expect(await numbersIn(client, stream)).toEqual([2]);
    });

    it('keeps what it does not act on: access lists and custom keys', async () => {
      const stream = newStream();
      const metadata = { acl: { readRoles: ['a'], writeRoles: 'b' }, cacheControl: 5, colour: 'blue' };
      await client.setStreamMetadata(stream, metadata as never);
      expect((await client.getStreamMetadata(stream)).metadata).toMatchObject({
        ...metadata,
        acl: { readRoles: ['a'] },
      });
    });

    it.each([
      '{"$maxCount":"2"}',
      '{"$tb":9223372036854775808}',
      '{"$maxCount":1.5,"$tb":1}',
      '{"$acl":5,"$maxCount":1}',
      '{',
      '[1]',
    ])('ignores malformed metadata %s altogether', async (text) => {
      const stream = newStream();
      await client.appendToStream(stream, events(3));
      const raw = {
        id: crypto.randomUUID(),
        type: '$metadata',
        contentType: 'application/json',
        data: {},
        metadata: undefined,
      };
      // Both clients pass strings through JSON.stringify: a value with toJSON cannot be malformed, so it is sent as bytes.
      const sent = { ...raw, contentType: 'application/octet-stream', data: Buffer.from(text) };
      await client.appendToStream(`$$${stream}`, sent as never);
      expect(await numbersIn(client, stream)).toHaveLength(3);
    });

    it('reads a metadata stream as its last event', async () => {
      const stream = newStream();
      await client.setStreamMetadata(stream, { maxCount: 1 });
      await client.setStreamMetadata(stream, { maxCount: 2 });
      const read = await collect(client.readStream(`$$${stream}`));
      expect(read.map((each) => [each.event!.revision, each.event!.data])).toEqual([[1n, { $maxCount: 2 }]]);
    });

    it('deletes a stream softly, and lets it begin again with its numbers going on', async () => {
      const stream = newStream();
      await client.appendToStream(stream, events(3));
      await client.setStreamMetadata(stream, { colour: 'red' } as never);
      expect(await errorOf(client.deleteStream(stream, { expectedRevision: 9n }))).toBe('WrongExpectedVersionError');
      await client.deleteStream(stream, { expectedRevision: 2n });
      expect(await errorOf(numbersIn(client, stream))).toBe('StreamNotFoundError');
      const again = await client.appendToStream(stream, event(7), { expectedRevision: NO_STREAM });
      expect(again.nextExpectedRevision).toBe(3n);
      expect(await numbersIn(client, stream)).toEqual([7]);
      expect((await client.getStreamMetadata(stream)).metadata).toMatchObject({ truncateBefore: 3 });
    });

    it('keeps other metadata when a deleted stream begins again by a metadata write', async () => {
      const stream = newStream();
      await client.appendToStream(stream, events(2));
      await client.deleteStream(stream);
      await client.setStreamMetadata(stream, { colour: 'green' } as never);
      expect((await client.getStreamMetadata(stream)).metadata).toMatchObject({ colour: 'green', truncateBefore: 2 });
      await client.appendToStream(stream, event(5));
      expect(await numbersIn(client, stream)).toEqual([5]);
    });

    it('refuses to delete what was never there', async () => {
      expect(await errorOf(client.deleteStream(newStream()))).toBe('WrongExpectedVersionError');
    });

    it('buries a tombstoned stream for good, metadata included', async () => {
      const stream = newStream();
      await client.appendToStream(stream, events(2));
      expect(await errorOf(client.tombstoneStream(stream, { expectedRevision: 0n }))).toBe('WrongExpectedVersionError');
      await client.tombstoneStream(stream, { expectedRevision: 1n });
      expect(await errorOf(numbersIn(client, stream))).toBe('StreamDeletedError');
      expect(await errorOf(client.appendToStream(stream, event(0)))).toBe('StreamDeletedError');
      expect(
        await errorOf(client.appendToStream(stream, event(0), { credentials: { username: 'a', password: 'b' } })),
      ).toBe('StreamDeletedError');
      expect(await errorOf(client.setStreamMetadata(stream, {}))).toBe('StreamDeletedError');
      expect(await errorOf(client.deleteStream(stream))).toBe('StreamDeletedError');
      expect(await errorOf(client.tombstoneStream(stream))).toBe('StreamDeletedError');
    });

    it('tombstones a stream that never was', async () => {
      const stream = newStream();
      await client.tombstoneStream(stream, { expectedRevision: NO_STREAM });
      expect(await errorOf(numbersIn(client, stream))).toBe('StreamDeletedError');
    });
  });
}
