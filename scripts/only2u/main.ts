import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import { logCommand } from '../../infra/eventstore-server/log-command.ts';
import { projectionsCommand } from './projections-command.ts';
import { replayCommand } from './replay-command.ts';

/** `only2u ...`: the operator's, auditor's and analyst's command line. */
const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const program = new Command('only2u').description('Operate an Only2U installation.').showHelpAfterError();

program
  .command('tokens')
  .description('Print the access tokens of the demo accounts (embedded profile only).')
  .option('--data <directory>', 'the data directory', process.env['DATA_DIR'] ?? '.data')
  .action(async ({ data }: { readonly data: string }) => {
    const file = `${data}/demo-tokens.json`;
    const text = await readFile(file, 'utf8').catch(() => undefined);
    if (text === undefined) return program.error(`There is no ${file}; "npm start" writes it.`);
    for (const [name, token] of Object.entries(JSON.parse(text) as Record<string, string>))
      print(`${name.padEnd(10)}${token}`);
  });

program.addCommand(logCommand(print));
program.addCommand(projectionsCommand(print));
program.addCommand(replayCommand(print));

await program.parseAsync();
