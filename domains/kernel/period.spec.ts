import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { handlerOn, newEnvelope, watched } from '../../tests/support/hall.ts';
import { defineAggregate } from './aggregate.ts';
import type { CommandHandler, Envelope, Outcome } from './handle.ts';
import { COMMANDS_KEPT_MAX } from './stream-fold.ts';

const PERIOD = 4;
type Tally = { readonly sum: number; readonly inPeriod: number };
type TallyEvent =
  | { readonly type: 'Counted'; readonly data: { readonly n: number } }
  | { readonly type: 'TallyClosed'; readonly data: { readonly sum: number } };

/** Adds numbers up, and closes a period after four of them. */
const tally = defineAggregate<Tally, { type: 'Count'; data: { tally: string; n: number } }, TallyEvent, never>({
  category: 'tally',
  events: { Counted: z.object({ n: z.number() }), TallyClosed: z.object({ sum: z.number() }) },
  commands: { Count: z.object({ tally: z.string(), n: z.number() }) },
  streamId: ({ data }) => data.tally,
  closing: 'TallyClosed',
  decider: {
    initial: { sum: 0, inPeriod: 0 },
    evolve: ({ sum, inPeriod }, { type, data }) =>
      type === 'TallyClosed' ? { sum: data.sum, inPeriod: 0 } : { sum: sum + data.n, inPeriod: inPeriod + 1 },
    decide: ({ data: { n } }, { sum, inPeriod }) => [
      ...(inPeriod >= PERIOD ? [{ type: 'TallyClosed' as const, data: { sum } }] : []),
      { type: 'Counted' as const, data: { n } },
    ],
  },
});
const count = (handler: CommandHandler, n: number, more: Partial<Envelope> = {}): Promise<Outcome<Tally>> =>
  handler.execute(tally, { type: 'Count', data: { tally: 't', n } }, newEnvelope(more));

describe('a stream with closed periods', () => {
  it('is folded from its newest closing event on, and gives the same state', async () => {
    const { store, inner } = watched();
    const warm = handlerOn(store);
    for (let n = 1; n <= 11; n += 1) await count(warm, n);
    expect(inner.log.filter(({ type }) => type === 'TallyClosed')).toHaveLength(2);
    const read: bigint[] = [];
    const cold = handlerOn({
      ...store,
      readStream: () => Promise.reject(new Error('the whole stream was read')),
      readSinceNewest: async (stream, type) => {
        const events = await inner.readSinceNewest(stream, type);
        read.push(...events.map(({ revision }) => revision));
        return events;
      },
    });
    const whole = await warm.fold(tally, 't');
    expect(await cold.fold(tally, 't')).toEqual(whole);
    expect(whole).toMatchObject({ state: { sum: 66, inPeriod: 3 }, revision: 12n });
    expect(read).toEqual([9n, 10n, 11n, 12n]);
    expect(await count(cold, 100)).toMatchObject({ revision: 13n, state: { sum: 166 } });
  });

  it('knows the commands of earlier periods, with what they caused', async () => {
    const { store, inner } = watched();
    const { commandId } = newEnvelope();
    const warm = handlerOn(store);
    await count(warm, 5, { commandId });
    for (let n = 0; n < 12; n += 1) await count(warm, 1);
    for (const handler of [warm, handlerOn(store), handlerOn(store, 0)])
      expect(await count(handler, 5, { commandId })).toMatchObject({
        repeated: true,
        events: [{ type: 'Counted', data: { n: 5 } }],
        state: { sum: 17 },
      });
    const closer = inner.log.findLast(({ type }) => type === 'TallyClosed')!;
    expect(await count(handlerOn(store), 1, { commandId: closer.metadata.causationId })).toMatchObject({
      repeated: true,
      events: [{ type: 'TallyClosed' }, { type: 'Counted' }],
    });
  });

  it('keeps so many of them, in the log and in memory', async () => {
    const { store, inner } = watched();
    const handler = handlerOn(store);
    const old = [newEnvelope().commandId, newEnvelope().commandId] as const;
    for (const commandId of old) await count(handler, 1, { commandId });
    for (let n = 0; n < COMMANDS_KEPT_MAX + 2 * PERIOD; n += 1) await count(handler, 1);
    const { metadata } = inner.log.findLast(({ type }) => type === 'TallyClosed')!;
    expect(metadata.commandIds).toHaveLength(COMMANDS_KEPT_MAX);
    expect(metadata.commandIds).toContain(inner.log.at(-2 * PERIOD)!.metadata.causationId);
    expect(await count(handler, 1, { commandId: old[0] })).toMatchObject({ repeated: false });
    expect(await count(handlerOn(store), 1, { commandId: old[1] })).toMatchObject({ repeated: false });
  });
});
