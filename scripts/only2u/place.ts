import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { pino } from 'pino';
import { loadConfig, type Config } from '../../infra/config.ts';
import { openCore, type Core } from '../../main/core.ts';

/** Where an installation is: the options of every command that looks into one. */
export type Place = {
  readonly data: string;
  readonly postgres?: string;
  readonly eventstore?: string;
  readonly elasticsearch?: string;
};

export const placed = (command: Command): Command =>
  command
    .option('--data <directory>', 'the data directory, which holds the secrets', process.env['DATA_DIR'] ?? '.data')
    .option('--postgres <url>', 'the database; POSTGRES_URL, or that of the embedded profile without it')
    .option('--eventstore <url>', 'the event log; EVENTSTORE_URL, or that of the embedded profile without it')
    .option('--elasticsearch <url>', 'the search index; ELASTICSEARCH_URL, or that in the database without it');

const embeddedPostgres = async (data: string, port: number): Promise<string> => {
  const password = await readFile(`${data}/postgres.password`, 'utf8').catch(() => undefined);
  if (password === undefined)
    throw new Error(`There is no ${data}/postgres.password; set POSTGRES_URL and EVENTSTORE_URL, or --data.`);
  return `postgres://only2u:${password.trim()}@127.0.0.1:${port}/postgres`;
};

/** Works on a running installation with what a process of it has: its database, its log, its keys. */
export const withCore = async <T>(
  { data, postgres, eventstore, elasticsearch }: Place,
  work: (core: Core) => Promise<T>,
): Promise<T> => {
  const given = loadConfig({ ...process.env, PROFILE: 'embedded', DATA_DIR: data });
  const config: { -readonly [K in keyof Config]: Config[K] } = {
    ...given,
    POSTGRES_URL: postgres ?? given.POSTGRES_URL ?? (await embeddedPostgres(data, given.POSTGRES_PORT)),
    EVENTSTORE_URL: eventstore ?? given.EVENTSTORE_URL ?? `esdb://127.0.0.1:${given.EVENTSTORE_PORT}?tls=false`,
  };
  if (elasticsearch !== undefined) config.ELASTICSEARCH_URL = elasticsearch;
  const core = await openCore(config, pino({ level: 'silent' }), { foldsCachedMax: 0 });
  try {
    return await work(core);
  } finally {
    await core.close();
  }
};
