import { createReadStream, createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { pathToFileURL } from 'node:url';
import { Command } from 'commander';
import { startEventStoreServer } from './index.ts';
import { backupLog, restoreBackup } from './operations/backup.ts';
import { dumpLog, restoreLog, type DumpLine } from './operations/dump.ts';
import { RawLogClient } from './operations/raw-client.ts';
import { scavengeLog } from './operations/scavenge.ts';
import { verifyLog } from './operations/verify.ts';

export { backupLog, restoreBackup } from './operations/backup.ts';
export { dumpLog, restoreLog } from './operations/dump.ts';
export { scavengeLog } from './operations/scavenge.ts';
export { verifyLog } from './operations/verify.ts';

interface LogPlace {
  readonly data?: string;
  readonly url?: string;
}

/** Runs `action` with a client of a running server, or of one started for it on the directory. */
export async function withLog<T>({ data, url }: LogPlace, action: (client: RawLogClient) => Promise<T>): Promise<T> {
  if ((data === undefined) === (url === undefined)) throw new Error('Give either --data <directory> or --url <url>.');
  const server = data === undefined ? undefined : await startEventStoreServer({ port: 0, directory: data });
  const client = new RawLogClient(url ?? `esdb://127.0.0.1:${server!.port}?tls=false`);
  try {
    return await action(client);
  } finally {
    client.close();
    await server?.stop();
  }
}

async function dumpTo(output: Writable, place: LogPlace): Promise<number> {
  return withLog(place, async (client) => {
    let events = 0;
    for await (const line of dumpLog(client)) {
      events += 1;
      if (!output.write(`${JSON.stringify(line)}\n`)) await once(output, 'drain');
    }
    return events;
  });
}

async function* linesOf(file: string | undefined): AsyncGenerator<DumpLine> {
  const input = file === undefined ? process.stdin : createReadStream(file);
  for await (const line of createInterface({ input, crlfDelay: Infinity })) {
    if (line !== '') yield JSON.parse(line) as DumpLine;
  }
}

/** The commands that look after a log: `only2u log ...`, or this file run by itself. Results go to `print` as JSON. */
export function logCommand(print: (line: string) => void): Command {
  const report = (value: object): void => print(JSON.stringify(value));
  const command = new Command('log').description('Looks after the event log.');
  command
    .command('verify')
    .description('checks every page, row and link; a server may use the log meanwhile')
    .requiredOption('--data <directory>', 'directory of the log')
    .action(({ data }: { data: string }) => {
      const result = verifyLog(data);
      report(result);
      if (result.problems.length > 0) process.exitCode = 1;
    });
  command
    .command('backup')
    .description('writes a verified copy; a server may use the log meanwhile')
    .requiredOption('--data <directory>', 'directory of the log')
    .requiredOption('--to <directory>', 'where the copy goes; must not exist')
    .action(({ data, to }: { data: string; to: string }) => report(backupLog(data, to)));
  command
    .command('restore-backup')
    .description('puts a backup in place, verified')
    .requiredOption('--from <directory>', 'the backup')
    .requiredOption('--data <directory>', 'directory of the log; must be empty')
    .action(({ from, data }: { from: string; data: string }) => report(restoreBackup(from, data)));
  command
    .command('scavenge')
    .description('removes what no read shows any more; the server must be stopped')
    .requiredOption('--data <directory>', 'directory of the log')
    .action(({ data }: { data: string }) => report(scavengeLog(data, Date.now())));
  command
    .command('dump')
    .description('writes all events as NDJSON, from a stopped log or from any EventStoreDB')
    .option('--data <directory>', 'directory of the log')
    .option('--url <url>', 'a running server, esdb://host:port?tls=false')
    .requiredOption('--to <file>', 'the NDJSON file')
    .action(async ({ to, ...place }: LogPlace & { to: string }) => {
      const output = createWriteStream(to, { flags: 'wx' });
      const events = await dumpTo(output, place);
      output.end();
      await finished(output);
      report({ events });
    });
  command
    .command('restore')
    .description('appends an NDJSON dump under the same ids and revisions, to a stopped log or to any EventStoreDB')
    .option('--data <directory>', 'directory of the log')
    .option('--url <url>', 'a running server, esdb://host:port?tls=false')
    .option('--from <file>', 'the NDJSON file; standard input when left out')
    .action(async ({ from, ...place }: LogPlace & { from?: string }) =>
      report(await withLog(place, (client) => restoreLog(client, linesOf(from)))),
    );
  return command;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    await logCommand((line) => process.stdout.write(`${line}\n`)).parseAsync();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
