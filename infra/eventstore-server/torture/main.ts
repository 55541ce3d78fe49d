import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { torture } from './torture.ts';

const options = new Command('torture')
  .description('Kills the event log server at random moments under writers and checks what is left after each death.')
  .option('--kills <number>', 'how often', '500')
  .option('--writers <number>', 'concurrent writers', '16')
  .parse()
  .opts<{ kills: string; writers: string }>();

const directory = mkdtempSync(join(tmpdir(), 'eventlog-torture-'));
const startedAt = Date.now();
const figures = await torture({
  directory,
  kills: Number(options.kills),
  writers: Number(options.writers),
  onRound: ({ kills, found }) => (kills % 25 === 0 ? console.error(`${kills} kills, ${found} events`) : undefined),
});
console.log(JSON.stringify({ ...figures, seconds: Math.round((Date.now() - startedAt) / 1000) }));
rmSync(directory, { recursive: true, force: true });
process.exitCode = figures.problems.length === 0 ? 0 : 1;
