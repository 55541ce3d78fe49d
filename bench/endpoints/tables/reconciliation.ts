import { v7 as uuidV7 } from 'uuid';
import { eventually } from '../eventually.ts';
import type { Life } from '../life.ts';
import { operation, type Operation } from '../operation.ts';

const DAY_MS = 24 * 3_600_000;
/** A day of its own for each life, long over. */
const dayOf = ({ number }: Life): string => new Date(Date.now() - (number + 2) * DAY_MS).toISOString().slice(0, 10);
const staff = { as: 'admin' } as const;
const day = (life: Life) => ({ ...staff, path: { day: dayOf(life) } });

/** Days compared with the gateway's own lists. */
export const reconciliationOperations: readonly Operation[] = [
  operation('POST /payments/settlements/{day}/runs', { lives: 60, ask: day, note: 'a day without payments' }),
  operation('GET /payments/settlements/{day}', {
    lives: 60,
    before: async (life, world) => {
      await eventually(() => world.call(life, 'GET /payments/settlements/{day}', day(life)).catch(() => undefined));
    },
    ask: day,
  }),
  operation('GET /payments/settlements', { ask: () => ({ ...staff, query: 'limit=31' }) }),
  operation('GET /payments/mismatches', { ask: () => staff }),
  operation('GET /payments/mismatches/csv', { ask: () => staff }),
  operation('POST /payments/mismatches/{id}/resolve', {
    expects: 404,
    ask: () => ({ ...staff, path: { id: uuidV7() }, body: { note: 'looked at' } }),
    note: 'refused: everything matches',
  }),
];
