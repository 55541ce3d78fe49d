import { loadavg } from 'node:os';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { scenarios } from './scenarios/index.ts';
import { LoadClient, runScenario } from './support/load.ts';
import { fillShop } from './support/shop.ts';
import { report } from './support/report.ts';
import { startBenchSystem } from './support/system.ts';

/**
 * `npm run bench -- [scenario...] [--json]`. Shop scenarios share one system on an empty directory, filled with products
 * first. A scenario with a program of its own (`bench/<name>.ts`, such as eventlog) runs alone.
 */
const names = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const asJson = process.argv.includes('--json');

const alone = names.filter((name) => !scenarios.some((scenario) => scenario.name === name));
for (const name of alone) {
  const program = `bench/${name}.ts`;
  if (!existsSync(program)) {
    console.error(
      `There is no scenario ${name}. There are: ${scenarios.map((scenario) => scenario.name).join(', ')}, eventlog.`,
    );
    process.exit(1);
  }
  const { status } = spawnSync(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      program,
      ...process.argv.slice(2).filter((argument) => argument.startsWith('--')),
    ],
    { stdio: 'inherit' },
  );
  if (status !== 0) process.exit(status ?? 1);
}

const chosen = names.length === 0 ? scenarios : scenarios.filter(({ name }) => names.includes(name));
if (chosen.length > 0) {
  const system = await startBenchSystem();
  try {
    const filler = new LoadClient(system.url, 1);
    await fillShop(system, filler);
    await filler.close();
    for (const scenario of chosen) {
      const settle = async (): Promise<void> => {
        // The work behind the answers is over when the system uses no more CPU than it does at rest.
        for (let calm = 0, last = system.usage().cpuMs; calm < 3;) {
          await new Promise((resolve) => setTimeout(resolve, 300));
          const now = system.usage().cpuMs;
          calm = now - last < 25 ? calm + 1 : 0;
          last = now;
        }
      };
      report(await runScenario(scenario, system, settle), scenario, asJson);
    }
  } finally {
    await system.stop();
  }
  if (!asJson)
    console.log(
      `load average of the machine at the end: ${loadavg()
        .map((load) => load.toFixed(2))
        .join(' ')}`,
    );
}
