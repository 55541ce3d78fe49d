import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { processTree } from '../support/processes.ts';
import { spawnSystem, type SpawnedSystem } from '../support/spawned-system.ts';
import { expectWholeShop, openDoors, openKilledShop } from './killed-shop.ts';

/** The processes of `npm start`, by what their command line holds; of PostgreSQL also one that its server starts again itself. */
const CHILDREN = ['child.ts event-log', 'child.ts simulators', 'bin/postgres -D', 'postgres: walwriter'] as const;
/** Read models that every purchase writes. */
const READ_MODELS = ['customer_order', 'payment', 'ledger_account', 'ledger_entry'] as const;
const ALIVE_AGAIN = { timeout: 90_000, interval: 100 };

let shop: SpawnedSystem;
beforeAll(async () => (shop = await spawnSystem()));
afterAll(() => shop.stop());

const pidOf = (part: string): number | undefined =>
  processTree(shop.pid()).find(({ command }) => command.includes(part))?.pid;

const killed = async (part: string): Promise<void> => {
  const pid = await vi.waitUntil(() => pidOf(part), ALIVE_AGAIN);
  process.kill(pid, 'SIGKILL');
  await vi.waitUntil(() => ![undefined, pid].includes(pidOf(part)), ALIVE_AGAIN);
  await vi.waitFor(async () => expect((await fetch(`${shop.url}/health/ready`)).status).toBe(200), ALIVE_AGAIN);
};

it('completes or compensates every purchase when one of its processes after the other is killed', async () => {
  const opened = await openKilledShop(shop);
  const crowd = await openDoors(opened);
  for (const child of CHILDREN) {
    await crowd.inTheMiddle();
    await killed(child);
  }
  await crowd.inTheMiddle();
  expect(await expectWholeShop(opened, await crowd.goHome())).toBeGreaterThan(0);
  for (const readModel of READ_MODELS)
    // Exits with 1, and names the rows, where a read model is not what the log says.
    execFileSync('node', ['scripts/only2u.mjs', 'projections', 'check', readModel], {
      env: { ...process.env, ...shop.environment },
    });
}, 900_000);
