import { LoadClient, spread } from './support/load.ts';
import { restShareOf } from './support/settle.ts';
import { fillShop } from './support/shop.ts';
import { startBenchSystem } from './support/system.ts';
import { v7 as uuidV7 } from 'uuid';
import { Life } from './endpoints/life.ts';
import { CONNECTIONS, WARM_UP_LIVES, operationMeter } from './endpoints/measure.ts';
import type { World } from './endpoints/operation.ts';
import { documentedOperations, sayTable, sayUncalled } from './endpoints/report.ts';
import { callerOf } from './endpoints/send.ts';
import { operations } from './endpoints/tables/index.ts';

/**
 * `npm run bench -- endpoints [--json] [--lives=N]`: every operation of the OpenAPI document at 16 connections, each sent by
 * some 200 users that live from registering to leaving, beside its budget. Fails when an operation failed or is not called.
 */
const LIVES = 200;

const asJson = process.argv.includes('--json');
const given = process.argv.find((argument) => argument.startsWith('--lives='))?.split('=')[1];
const count = WARM_UP_LIVES + Number(given ?? LIVES);

const system = await startBenchSystem();
try {
  const client = new LoadClient(system.url, CONNECTIONS);
  await fillShop(system, client);
  const tokens = {
    admin: system.tokens.admin,
    secondAdmin: await system.tokenFor(uuidV7(), ['admin']),
    service: await system.tokenFor(uuidV7(), ['service']),
  };
  const world: World = {
    client,
    tokens,
    call: callerOf({ client, tokens }),
    tokenFor: (userId) => system.tokenFor(userId),
  };
  const lives: Life[] = [];
  await spread(count, CONNECTIONS, async (number) => {
    lives[number] = await Life.begin(number, (userId) => system.tokenFor(userId));
  });
  const restShare = await restShareOf(system);
  const measure = operationMeter(system, world, restShare);
  const results = [];
  for (const operation of operations) {
    const measured = await measure(operation, lives);
    results.push({ operation, ...measured });
    if (asJson) console.log(JSON.stringify(measured.figures));
    for (const problem of measured.problems) console.error(`${operation.name}: ${problem}`);
  }
  if (!asJson) sayTable(results, { lives: count - WARM_UP_LIVES, restShare });
  const uncalled = sayUncalled(await documentedOperations(client), operations);
  if (uncalled > 0 || results.some(({ figures }) => figures.errors > 0)) process.exitCode = 1;
  await client.close();
} finally {
  await system.stop();
}
