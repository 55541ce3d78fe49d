import { describe, expect, it } from 'vitest';
import { handlerOn, hall, newEnvelope, reasonOf, takeSeat, watched, type HallEvent } from '../../tests/support/hall.ts';
import type { Outcome } from './handle.ts';

describe('the cache of folds', () => {
  it('spares a warm stream every read, and changes no answer', async () => {
    const seen: string[][] = [];
    for (const cachedMax of [undefined, 0]) {
      const { store, calls, inner } = watched();
      const handler = handlerOn(store, cachedMax);
      const outcomes: string[] = [];
      for (const seat of ['a', 'b', 'a', 'c', 'd']) outcomes.push(reasonOf(await takeSeat(handler, seat)));
      seen.push([...outcomes, ...inner.log.map(({ data }) => (data as { seat: string }).seat)]);
      // Cold once; then two answers that no append checks: the repeated seat and the refusal.
      expect(calls.reads).toBe(cachedMax === 0 ? 5 : 3);
    }
    expect(seen[0]).toEqual(seen[1]);
    expect(seen[0]).toEqual(['accepted', 'accepted', 'accepted', 'accepted', 'HallFull', 'a', 'b', 'c']);
  });

  it('never refuses on a fold that is behind the log', async () => {
    const clearing = {
      ...hall,
      decider: {
        ...hall.decider,
        evolve: (seats: readonly string[], event: { type: string; data: unknown }) =>
          event.type === 'HallCleared' ? [] : hall.decider.evolve(seats, event as HallEvent),
      },
    };
    const { store } = watched();
    const handler = handlerOn(store);
    const send = (seat: string): Promise<Outcome> =>
      handler.execute(clearing as never, { type: 'TakeSeat', data: { hall: 'h', seat } }, newEnvelope());
    for (const seat of ['a', 'b', 'c']) await send(seat);
    const { metadata } = (await store.readStream('hall-h'))[0]!;
    await store.append('hall-h', 2n, [
      { type: 'HallCleared', data: {}, eventId: 'x', metadata: { ...metadata, causationId: 'elsewhere' } },
    ]);
    expect(reasonOf(await send('d'))).toBe('accepted');
  });

  it('forgets a fold when somebody else has appended, also while it was being read', async () => {
    const { store, inner } = watched();
    const elsewhere = handlerOn(inner);
    const handler = handlerOn({
      ...store,
      readStream: async (stream, from) => {
        const before = await inner.readStream(stream, from);
        // The event is appended and heard of after the read was answered and before the answer is used.
        if (inner.log.length === 0) {
          await takeSeat(elsewhere, 'a');
          handler.observe(inner.log[0]!);
        }
        return before;
      },
    });
    expect((await handler.fold(hall, 'h')).state).toEqual([]);
    expect((await handler.fold(hall, 'h')).state).toEqual(['a']);
    await takeSeat(elsewhere, 'b');
    expect((await handler.fold(hall, 'h')).state).toEqual(['a']);
    handler.observe(inner.log[1]!);
    expect((await handler.fold(hall, 'h')).state).toEqual(['a', 'b']);
  });

  it('takes in what it hears of without reading, and reads again when it missed something', async () => {
    const { store, inner, calls } = watched();
    const handler = handlerOn(store);
    const elsewhere = handlerOn(inner);
    await handler.fold(hall, 'h');
    await takeSeat(elsewhere, 'a');
    await takeSeat(elsewhere, 'b');
    for (const event of [inner.log[0]!, inner.log[0]!, inner.log[1]!]) handler.observe(event);
    expect(await handler.fold(hall, 'h')).toMatchObject({ state: ['a', 'b'], revision: 1n });
    expect(calls.reads).toBe(1);
    await takeSeat(elsewhere, 'c');
    handler.observe({ ...inner.log[2]!, revision: 3n });
    expect(await handler.fold(hall, 'h')).toMatchObject({ state: ['a', 'b', 'c'], revision: 2n });
    expect(calls.reads).toBe(2);
    // One that cannot be folded is the trouble of whoever reads it.
    handler.observe({ ...inner.log[2]!, revision: 3n, data: { seat: 'sour' } });
    await handler.fold(hall, 'h');
    expect(calls.reads).toBe(3);
  });

  it('takes in the first event of a stream that it begins, when the feed is ahead of the answer', async () => {
    const { inner, store, calls } = watched();
    let heard: unknown;
    const handler = handlerOn({
      ...store,
      append: async (stream, expected, batch) => {
        const outcome = await store.append(stream, expected, batch);
        handler.observe(inner.log[0]!);
        heard = (await handler.fold(opened, 'h')).state;
        return outcome;
      },
    });
    const opened = { ...hall, opens: ['TakeSeat'] };
    const command = { type: 'TakeSeat', data: { hall: 'h', seat: 'a' } } as const;
    await handler.execute(opened, command, newEnvelope());
    expect(heard).toEqual(['a']);
    expect(calls.reads).toBe(0);
    // What somebody else begins is nobody's concern here until it is asked for.
    handler.observe({ ...inner.log[0]!, stream: 'hall-other' });
    expect((await handler.fold(hall, 'other')).state).toEqual([]);
  });

  it('knows a command that it heard of as done, with all that came after it', async () => {
    const { store, inner } = watched();
    const handler = handlerOn(store);
    const elsewhere = handlerOn(inner);
    await handler.fold(hall, 'h');
    const { commandId } = newEnvelope();
    await takeSeat(elsewhere, 'a', { commandId });
    handler.observe(inner.log[0]!);
    await takeSeat(elsewhere, 'b');
    expect(await takeSeat(handler, 'a', { commandId })).toMatchObject({
      repeated: true,
      state: ['a', 'b'],
      events: [{ type: 'SeatTaken', data: { seat: 'a' } }],
    });
  });
});
