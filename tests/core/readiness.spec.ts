import { pino } from 'pino';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createMetrics } from '../../infra/metrics.ts';
import { siteServer } from '../../main/site.ts';
import { coreReadiness } from '../../main/watch.ts';
import { startTestSystem, type TestSystem } from '../support/system.ts';

let shop: TestSystem;
beforeAll(async () => (shop = await startTestSystem()));
afterAll(() => shop.stop());

const ready = async (): Promise<{ status: number; problems: readonly string[] }> => {
  const { system } = shop;
  const stopped = (): string[] => [...system.stopped().keys()].map((name) => `${name} has stopped`);
  const log = pino({ level: 'silent' });
  const site = await siteServer({ metrics: createMetrics(), readiness: coreReadiness(system, stopped), log });
  const answer = await site.inject({ method: 'GET', url: '/health/ready' });
  await site.close();
  return { status: answer.statusCode, problems: answer.json<{ problems: string[] }>().problems };
};

it('names the projection that met a poison event, and the others go on', async () => {
  expect(await ready()).toEqual({ status: 200, problems: [] });
  await shop.system.database.run(`alter table catalogue.vendor_v1 add check (name <> 'Poison')`);
  const make = async (name: string) => {
    const token = await shop.tokenFor(['vendor']);
    const made = await shop.call('POST', '/vendors', { token, body: { name } });
    expect(made.status).toBe(201);
    return made.headers.get('x-position')!;
  };
  const position = await make('Poison');
  await vi.waitUntil(() => shop.system.stopped().size > 0, { timeout: 20_000 });
  expect(await ready()).toEqual({ status: 503, problems: ['vendor has stopped'] });
  await make('Neelam Crafts');
  // What does not read that projection answers after the poison event as ever.
  expect((await shop.call('GET', '/products', { headers: { 'read-after': position } })).status).toBe(200);
  expect(await shop.system.database.query({ text: 'select name from catalogue.vendor', values: [] })).toEqual([]);
});
