import { Command } from 'commander';
import { composeWords, dockerCompose } from './compose.ts';
import { chooseEngine } from './engine.ts';
import { parseServerNames, serverNames } from './servers.ts';
import type { ServerName } from './servers.ts';
import { readSettings } from './settings.ts';
import { startStack, stopServers } from './stack.ts';
import { formatStatus, readStatus } from './status.ts';

interface Options {
  readonly only: readonly ServerName[];
}

async function up({ only }: Options): Promise<void> {
  const settings = readSettings();
  const { engine, reason } = await chooseEngine(settings);
  if (engine === 'docker') {
    console.log(`stack: by docker compose, since ${reason}`);
    await dockerCompose(composeWords('up', only));
    return;
  }
  const stack = await startStack({ servers: only, settings, report: (line) => console.log(line) });
  for (const [name, url] of Object.entries(stack.urls)) console.log(`${name} ${url}`);
}

async function down({ only }: Options): Promise<void> {
  const settings = readSettings();
  // Servers from packages are ended in any case: an engine may have been installed since they were started.
  const stopped = await stopServers(settings.directory, only);
  console.log(stopped.length === 0 ? 'stack: nothing from packages was running' : `stack: ended ${stopped.join(', ')}`);
  const { engine } = await chooseEngine(settings);
  if (engine === 'docker') await dockerCompose(composeWords('down', only));
}

async function status({ only }: Options): Promise<void> {
  const settings = readSettings();
  const { engine, reason } = await chooseEngine(settings);
  console.log(`stack: by ${engine}, since ${reason}`);
  if (engine === 'docker') await dockerCompose(composeWords('status', only));
  else console.log(formatStatus(await readStatus(settings, only)));
}

const program = new Command('stack').description(
  "Runs the vendors' servers: by Docker where there is one, or from packages.",
);
function addCommand(name: string, description: string, action: (options: Options) => Promise<void>): void {
  program
    .command(name)
    .description(description)
    .option<ServerName[]>('--only <names>', `some of ${serverNames.join(',')}`, parseServerNames, [...serverNames])
    .action(action);
}

addCommand('up', 'start what is not running', up);
addCommand('down', 'end what was started', down);
addCommand('status', 'show versions, ports, pids, health and memory', status);

try {
  await program.parseAsync();
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
