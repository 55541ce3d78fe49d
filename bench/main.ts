import { loadavg } from 'node:os';
import { spawnSync } from 'node:child_process';
import { scenarios } from './scenarios/index.ts';
import { LoadClient, runScenario } from './support/load.ts';
import { fillShop } from './support/shop.ts';
import { settle } from './support/settle.ts';
import { report, reportMemory } from './support/report.ts';
import { startBenchSystem } from './support/system.ts';

/**
 * `npm run bench -- [scenario...] [--json] [--profile=stack]`. Shop scenarios share one system on an empty directory, filled
 * with products first. A program (`bench/<name>.ts`) starts what it measures itself, and runs when it is named.
 */
const programs: Readonly<Record<string, string>> = {
  endpoints: 'every operation of the OpenAPI document at 16 connections (--lives=N: users, 200)',
  eventlog: 'the event log server alone, through the official client',
  'stack-feed': 'the way from the log to the read models, with and without Kafka (--events=N)',
};
const help = (): string =>
  [
    'npm run bench -- [scenario...] [--json] [--profile=stack]',
    '',
    'Shop scenarios; without a name all of these run, one after the other:',
    ...scenarios.map(
      ({ name, connections, units, budget }) =>
        `  ${name.padEnd(20)} ${units} units at ${connections} connections, budget ${budget.cpuMs} CPU-ms each`,
    ),
    '',
    'Programs of their own, which run when they are named:',
    ...Object.entries(programs).map(([name, what]) => `  ${name.padEnd(20)} ${what}`),
    '',
    '--json           one JSON object a line instead of text for people',
    "--profile=stack  the shop scenarios on the vendors' servers, in fresh directories",
    '--help           this text',
  ].join('\n');

const options = process.argv.slice(2).filter((argument) => argument.startsWith('--'));
const names = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
if (options.includes('--help')) {
  console.log(help());
  process.exit(0);
}
const unknown = names.filter((name) => !(name in programs) && !scenarios.some((scenario) => scenario.name === name));
if (unknown.length > 0) {
  console.error(`There is no scenario ${unknown.join(', ')}.\n\n${help()}`);
  process.exit(1);
}

for (const name of names.filter((each) => each in programs)) {
  const command = ['--disable-warning=ExperimentalWarning', `bench/${name}.ts`, ...options];
  const { status } = spawnSync(process.execPath, command, { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

const asJson = options.includes('--json');
const chosen = names.length === 0 ? scenarios : scenarios.filter(({ name }) => names.includes(name));
if (chosen.length > 0) {
  const system = await startBenchSystem(options.includes('--profile=stack') ? 'stack' : 'embedded');
  try {
    const filler = new LoadClient(system.url, 1);
    await fillShop(system, filler);
    await filler.close();
    await settle(system);
    for (const scenario of chosen) report(await runScenario(scenario, system), scenario, asJson);
    if (!asJson) reportMemory(system.usage());
  } finally {
    await system.stop();
  }
  const load = loadavg().map((each) => each.toFixed(2));
  if (!asJson) console.log(`load average of the machine at the end: ${load.join(' ')}`);
}
