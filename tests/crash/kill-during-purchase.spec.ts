import { afterAll, beforeAll, expect, it } from 'vitest';
import { spawnSystem, type SpawnedSystem } from '../support/spawned-system.ts';
import { expectWholeShop, openDoors, openKilledShop } from './killed-shop.ts';

const KILLS = 5;

let shop: SpawnedSystem;
beforeAll(async () => (shop = await spawnSystem()));
afterAll(() => shop.stop());

it('completes or compensates every purchase, however often it is killed', async () => {
  const killed = await openKilledShop(shop);
  const crowd = await openDoors(killed);
  for (let kill = 0; kill < KILLS; kill += 1) {
    await crowd.inTheMiddle();
    await shop.kill();
    await shop.restart();
  }
  expect(await expectWholeShop(killed, await crowd.goHome())).toBeGreaterThan(0);
}, 900_000);
