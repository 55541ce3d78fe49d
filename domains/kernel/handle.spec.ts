import { describe, expect, it } from 'vitest';
import { hall, handlerOn, newEnvelope, reasonOf, SEATS_MAX, takeSeat, watched } from '../../tests/support/hall.ts';
import { ATTEMPTS_MAX } from './handle.ts';

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

  it('that does nothing looks whether the fold is behind, unless it reports what nothing takes back', async () => {
    const { store, calls } = watched();
    const handler = handlerOn(store);
    await takeSeat(handler, 'a');
    const before = calls.reads;
    await takeSeat(handler, 'a');
    expect(calls.reads).toBe(before + 1);
    const reporting = { ...hall, category: 'reportingHall', reports: ['TakeSeat'] };
    const report = () =>
      handler.execute(reporting, { type: 'TakeSeat', data: { hall: 'h', seat: 'a' } }, newEnvelope());
    await report();
    const known = calls.reads;
    expect(await report()).toMatchObject({ repeated: true, events: [], revision: 0n });
    expect(calls.reads).toBe(known);
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
