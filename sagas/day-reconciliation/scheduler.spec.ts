import { describe, expect, it } from 'vitest';
import type { ReconciliationCommand } from '../../domains/payment/reconciliation/commands.ts';
import { reconciliationPolicy } from '../../domains/policy/reconciliation.ts';
import { dueRuns, latestDueDay, reconciliationSchedule } from './scheduler.ts';

const named = (commands: readonly ReconciliationCommand[]) =>
  commands.map(({ data }) => `${data.day} ${'run' in data ? data.run : ''}`);

describe('the schedule of reconciliations', () => {
  it('takes a day for over at six in the morning of the next one in India', () => {
    expect(latestDueDay('2026-01-03T00:29:59.999Z')).toBe('2026-01-01');
    expect(latestDueDay('2026-01-03T00:30:00.000Z')).toBe('2026-01-02');
  });
  it('compares each day soon after it, and once more five days later', () => {
    expect(named(dueRuns('2026-01-01', '2026-01-01'))).toEqual(['2026-01-01 first']);
    expect(named(dueRuns('2026-01-01', '2026-01-07')).slice(-4)).toEqual([
      '2026-01-01 late',
      '2026-01-06 first',
      '2026-01-02 late',
      '2026-01-07 first',
    ]);
  });
  it('makes up for a bounded number of missed days', () => {
    const runs = dueRuns('2025-01-01', '2026-01-31');
    expect(runs).toHaveLength(2 * reconciliationPolicy.daysMissedMax.value);
    expect(named(runs)[1]).toBe('2026-01-18 first');
  });
  it('asks once per day, again when asking failed, and not before the first payment', async () => {
    const sent: string[] = [];
    let first: string | null = null;
    let fails = false;
    const tick = reconciliationSchedule({
      query: <T>() => Promise.resolve([{ at: first } as T]),
      send: (command) => {
        if (fails) return Promise.reject(new Error('the log is away'));
        sent.push(...named([command]));
        return Promise.resolve();
      },
    });
    await tick('2026-01-03T01:00:00.000Z');
    expect(sent).toEqual([]);
    first = '2026-01-02T05:00:00.000Z';
    fails = true;
    await expect(tick('2026-01-03T01:00:00.000Z')).rejects.toThrow('away');
    fails = false;
    await tick('2026-01-03T01:00:00.000Z');
    await tick('2026-01-03T02:00:00.000Z');
    expect(sent).toEqual(['2026-01-02 first']);
    await tick('2026-01-04T02:00:00.000Z');
    expect(sent).toEqual(['2026-01-02 first', '2026-01-02 first', '2026-01-03 first']);
  });
});
