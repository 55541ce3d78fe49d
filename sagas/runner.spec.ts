import { describe, expect, it } from 'vitest';
import { commandHandler } from '../domains/kernel/handle.ts';
import {
  bookElsewhere,
  bookingsOf,
  Crash,
  crashingStore,
  deadlineInput,
  hotel,
  input,
  logOf,
  newLog,
  newRunner,
  stepsOf,
  tourSaga,
} from '../tests/support/tour.ts';
import { sagaRunner } from './runner.ts';

const ELSEWHERE = '0198f000-0000-7000-8000-cccccccccccc';

describe('a saga', () => {
  it('writes what it took and what it sends in one step, then feeds the answers back', async () => {
    const log = newLog();
    await bookElsewhere(log, 'h2', ELSEWHERE);
    await newRunner(log).take('t', [input('1', 'TourAsked', ['h1', 'h2'])]);
    expect(logOf(log.log)).toEqual(['asked', 'h1 RoomBooked', 'h2 refused']);
    const [first, second] = stepsOf(log.log);
    expect(first).toMatchObject({ inputs: [{ type: 'TourAsked' }], commands: [{ key: 'h1' }, { key: 'h2' }] });
    expect(second).toMatchObject({ inputs: [{ type: 'CommandAccepted' }, { type: 'CommandRejected' }], commands: [] });
  });

  it('takes an input once, however often and in however many processes it comes', async () => {
    const log = newLog();
    const asked = input('1', 'TourAsked', ['h1']);
    const runner = newRunner(log);
    await runner.take('t', [asked, asked]);
    await runner.take('t', [asked]);
    await newRunner(log).take('t', [asked]);
    expect(logOf(log.log)).toEqual(['asked', 'h1 RoomBooked']);
  });

  it('does not take in a later state what it passed over in an earlier one', async () => {
    const log = newLog();
    const noted = input('2', 'TourNoted');
    const runner = newRunner(log);
    await runner.take('t', [input('1', 'TourAsked')]);
    await runner.take('t', [noted]);
    await runner.take('t', [noted]);
    await runner.take('t', [input('3', 'TourEnded')]);
    expect(stepsOf(log.log).at(-1)!.inputs).toMatchObject([{ type: 'TourNoted' }, { type: 'TourEnded' }]);
    await newRunner(log).take('t', [noted]);
    expect(logOf(log.log)).toEqual(['asked', 'ended']);
  });

  it('remembers a deadline that changes nothing, so that it is not due for ever', async () => {
    const log = newLog();
    const runner = newRunner(log);
    await runner.take('t', [input('1', 'TourAsked'), input('2', 'TourEnded')]);
    await runner.take('t', [deadlineInput()]);
    const steps = stepsOf(log.log).length;
    await newRunner(log).take('t', [deadlineInput()]);
    expect(stepsOf(log.log)).toHaveLength(steps);
    expect(stepsOf(log.log).at(-1)!.inputs).toMatchObject([{ type: 'DeadlineReached' }]);
  });

  it('stays refused when what it was refused has become free', async () => {
    const log = newLog();
    await bookElsewhere(log, 'h1', ELSEWHERE);
    await newRunner(log).take('t', [input('1', 'TourAsked', ['h1']), input('2', 'TourEnded')]);
    const free = { type: 'FreeRoom' as const, data: { hotel: 'h1' } };
    const handler = commandHandler({ store: log, now: () => '2026-01-31T11:00:00.000Z' });
    const commandId = '0198f000-0000-7000-8000-dddddddddddd';
    await handler.execute(hotel, free, { commandId, correlationId: commandId, actor: 'test' });
    await newRunner(log).take('t', [input('3', 'TourNoted')]);
    expect(bookingsOf(log.log)).toEqual(['hotel-h1 RoomBooked', 'hotel-h1 RoomFreed']);
  });

  it('asks again when a command was not decided, and does not take that for a refusal', async () => {
    const log = newLog();
    const real = commandHandler({ store: log, now: () => '2026-01-31T10:00:00.000Z' });
    let contended = true;
    const runner = sagaRunner({
      saga: tourSaga,
      store: log,
      handler: {
        ...real,
        execute: (...given) =>
          contended ? Promise.resolve({ rejected: 'TooMuchContention' }) : real.execute(...given),
      },
      aggregateOf: () => hotel,
      now: () => '2026-01-31T10:00:00.000Z',
    });
    const asked = input('1', 'TourAsked', ['h1']);
    await expect(runner.take('t', [asked])).rejects.toThrow('was not decided');
    contended = false;
    await runner.take('t', [asked]);
    expect(logOf(log.log)).toEqual(['asked', 'h1 RoomBooked']);
  });
});

describe('a crash at any append', () => {
  // Without a crash: step, two bookings, step with the answers, step of the deadline, its command, and that one's answer.
  const APPENDS = 6;
  const places = Array.from({ length: APPENDS }, (_, index) => [
    { at: index + 1, after: false },
    { at: index + 1, after: true },
  ]).flat();
  for (const restarts of [true, false])
    it.each(places)(
      `loses nothing and doubles nothing ($at, after it: $after) ${restarts ? 'in a new process' : 'in the same one'}`,
      async ({ at, after }) => {
        const log = newLog();
        const store = crashingStore(log, { at, after, calls: 0 });
        let runner = newRunner(store);
        let crashes = 0;
        for (const given of [input('1', 'TourAsked', ['h1', 'h2']), deadlineInput(), input('2', 'TourEnded')])
          for (let done = false; !done;)
            try {
              await runner.take('t', [given]);
              done = true;
            } catch (error) {
              if (!(error instanceof Crash)) throw error;
              crashes += 1;
              if (restarts) runner = newRunner(store);
            }
        expect(crashes).toBe(1);
        expect(bookingsOf(log.log).sort()).toEqual([
          'hotel-h1 RoomBooked',
          'hotel-h1 RoomFreed',
          'hotel-h2 RoomBooked',
        ]);
        expect(logOf(log.log)).toEqual(['asked', 'h1 RoomBooked', 'h2 RoomBooked', 'ended']);
        const taken = stepsOf(log.log).flatMap(({ inputs }) => inputs.map(({ id }) => id));
        expect(new Set(taken).size).toBe(taken.length);
      },
    );
});
