import { indianDay } from '../../kernel/calendar.ts';
import { reject, type Decider } from '../../kernel/decider.ts';
import type { ReconciliationCommand, SettledItemCommand } from './commands.ts';
import type { ReconciliationEvent, SettledItemEvent } from './events.ts';

/** Runs over one day; more would tell nothing new. */
export const RUNS_MAX = 50;

/** Runs over a day; none before the first was asked for. */
export type Reconciliation = {
  readonly asked: readonly string[];
  readonly done: readonly string[];
  /** What the last run that ended has found. */
  readonly mismatchIds: readonly string[];
};
export type ReconciliationRejection = 'DayNotOver' | 'ReconciliationRunsExhausted' | 'ReconciliationNotFound';

/** One day of the gateway: which runs over it were asked for, and what the last one said. */
export const reconciliationDecider: Decider<
  Reconciliation,
  ReconciliationCommand,
  ReconciliationEvent,
  ReconciliationRejection
> = {
  initial: { asked: [], done: [], mismatchIds: [] },
  evolve: ({ asked, done, mismatchIds }, { type, data }) => {
    if (type === 'DayReconciliationRequested') return { asked: [...asked, data.run], done, mismatchIds };
    return { asked, done: [...done, data.run], mismatchIds: data.mismatchIds };
  },
  decide: ({ type, data }, { asked, done }, now) => {
    if (type === 'RequestDayReconciliation') {
      if (asked.includes(data.run)) return [];
      if (data.day >= indianDay(now)) return reject('DayNotOver', `${data.day} is compared once it is over in India.`);
      if (asked.length >= RUNS_MAX) return reject('ReconciliationRunsExhausted', `A day has ${RUNS_MAX} runs at most.`);
      return [{ type: 'DayReconciliationRequested', data }];
    }
    if (!asked.includes(data.run)) return reject('ReconciliationNotFound');
    return done.includes(data.run) ? [] : [{ type: 'DayReconciled', data }];
  },
};

/** One line of a settlement is booked once, however many runs read it. */
export const settledItemDecider: Decider<boolean, SettledItemCommand, SettledItemEvent, never> = {
  initial: false,
  evolve: () => true,
  decide: ({ data: { feePaise, taxPaise, ...data } }, isBooked) => {
    if (isBooked) return [];
    const { itemId, entityId } = data;
    const kept = [
      { kind: 'fee', amountPaise: feePaise - taxPaise },
      { kind: 'tax', amountPaise: taxPaise },
    ] as const;
    return [
      { type: 'GatewayItemSettled', data },
      ...kept
        .filter(({ amountPaise }) => amountPaise > 0)
        .map((fee): SettledItemEvent => ({ type: 'GatewayFeeTaken', data: { itemId, entityId, ...fee } })),
    ];
  },
};
