import { describe, expect, it } from 'vitest';
import {
  handlerOn,
  hall,
  newEnvelope,
  reasonOf,
  SEATS_MAX,
  takeSeat,
  watched,
  type HallEvent,
} from '../../tests/support/hall.ts';
import { ATTEMPTS_MAX, type Outcome } from './handle.ts';

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
});

describe('commands that meet on one stream', () => {
  it('share an append, and one that throws harms no other', async () => {
    const { store, calls, inner } = watched();
    const handler = handlerOn(store);
    const first = takeSeat(handler, 'a');
    const rest = [
      takeSeat(handler, 'b'),
      takeSeat(handler, 'faulty'),
      takeSeat(handler, 'sour'),
      takeSeat(handler, 'c'),
      takeSeat(handler, 'd'),
    ];
    const settled = await Promise.allSettled([first, ...rest]);
    expect(settled.map((one) => (one.status === 'rejected' ? 'threw' : reasonOf(one.value)))).toEqual([
      'accepted',
      'accepted',
      'threw',
      'threw',
      'accepted',
      'HallFull',
    ]);
    expect(calls.appends).toEqual([1, 2]);
    expect(inner.log.map(({ data }) => (data as { seat: string }).seat)).toEqual(['a', 'b', 'c']);
  });

  it('give exactly as many as there are, from two handlers on one log', async () => {
    const { store, inner } = watched();
    const handlers = [handlerOn(store), handlerOn(store)];
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, (_, index) => takeSeat(handlers[index % 2]!, `seat ${index}`)),
    );
    expect(outcomes.map(reasonOf).filter((reason) => reason === 'accepted')).toHaveLength(SEATS_MAX);
    expect(inner.log).toHaveLength(SEATS_MAX);
  });

  it('are decided again after a conflict, and given up after some, not decided', async () => {
    const { store, hooks, inner, calls } = watched();
    const handler = handlerOn(store);
    const rival = handlerOn(inner);
    let rivals = 0;
    hooks.beforeAppend = async () => {
      if (rivals >= 2) return;
      await takeSeat(rival, `rival ${(rivals += 1)}`);
    };
    expect(reasonOf(await takeSeat(handler, 'a'))).toBe('accepted');
    expect(calls.appends).toHaveLength(3);
    const { store: busy, calls: tries } = watched();
    const losing = handlerOn({
      ...busy,
      append: (stream, expected, batch) => {
        tries.appends.push(batch.length);
        return expected === 99n ? busy.append(stream, expected, batch) : Promise.resolve({ outcome: 'conflict' });
      },
    });
    expect(reasonOf(await takeSeat(losing, 'a'))).toBe('TooMuchContention');
    expect(tries.appends).toHaveLength(ATTEMPTS_MAX);
  });
});

describe('a command', () => {
  it('takes effect once under its id, and its repeat is told what it did', async () => {
    const { store, inner } = watched();
    const { commandId } = newEnvelope();
    const first = await takeSeat(handlerOn(store), 'a', { commandId });
    const handler = handlerOn(store);
    await Promise.all(['b', 'c'].map((seat) => takeSeat(handler, seat)));
    const again = await Promise.all([takeSeat(handler, 'a', { commandId }), takeSeat(handler, 'a', { commandId })]);
    expect(first).toMatchObject({ repeated: false, events: [{ type: 'SeatTaken', data: { seat: 'a' } }] });
    for (const repeat of again)
      expect(repeat).toMatchObject({
        repeated: true,
        revision: 2n,
        events: [{ type: 'SeatTaken', data: { seat: 'a' } }],
      });
    expect(inner.log).toHaveLength(3);
  });

  it('is refused when If-Match names another revision, but not when it is a repeat', async () => {
    const handler = handlerOn(watched().store);
    const given = { commandId: newEnvelope().commandId, expectedRevision: -1n };
    expect(reasonOf(await takeSeat(handler, 'a', given))).toBe('accepted');
    expect(reasonOf(await takeSeat(handler, 'b', { expectedRevision: -1n }))).toBe('RevisionMismatch');
    expect(reasonOf(await takeSeat(handler, 'b', { expectedRevision: 0n }))).toBe('accepted');
    expect(reasonOf(await takeSeat(handler, 'a', given))).toBe('accepted');
  });

  it('fails when the log does, and leaves nothing behind that the next would trust', async () => {
    const { store, hooks } = watched();
    const handler = handlerOn(store);
    await takeSeat(handler, 'a');
    hooks.beforeAppend = () => Promise.reject(new Error('no log'));
    await expect(takeSeat(handler, 'b')).rejects.toThrow('no log');
    delete hooks.beforeAppend;
    expect(await takeSeat(handler, 'c')).toMatchObject({ state: ['a', 'c'], revision: 1n });
  });
});
