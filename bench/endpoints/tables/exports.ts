import { eventually } from '../eventually.ts';
import { textAt, type Life } from '../life.ts';
import { CPU_MS, operation, type Operation, type World } from '../operation.ts';

/** Few, since one file lists the products of a vendor and is made after the answer. */
const LIVES = 20;

const own = (life: Life) => ({ exportId: life.recall('export') });
const isWritten = async (life: Life, world: World): Promise<void> => {
  const ask = { as: 'admin', path: own(life) } as const;
  await eventually(async () => {
    const { status } = (await world.call(life, 'GET /exports/{exportId}', ask)) as { status: string };
    return status === 'done' ? true : undefined;
  });
};

/** Each life lists the products of its own vendor. */
export const exportOperations: readonly Operation[] = [
  operation('POST /exports', {
    lives: LIVES,
    warmUp: 0,
    ask: (life) => ({ as: 'admin', body: { subject: 'products', format: 'csv', vendorId: life.recall('vendor') } }),
    learn: (life, body) => life.remember('export', textAt(body, 'id')),
    note: 'all by one admin, whose limit of the day is one stream; the file is made after the answer',
  }),
  operation('GET /exports/{exportId}', {
    lives: LIVES,
    warmUp: 0,
    cpuMs: CPU_MS.detail,
    ask: (life) => ({ as: 'admin', path: own(life) }),
  }),
  operation('GET /exports/{exportId}/files/{number}', {
    lives: LIVES,
    warmUp: 0,
    before: isWritten,
    ask: (life) => ({ as: 'admin', path: { ...own(life), number: '0' } }),
  }),
];
