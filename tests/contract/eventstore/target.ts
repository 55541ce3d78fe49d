import { randomUUID } from 'node:crypto';
import { startEventStoreServer } from '../../../infra/eventstore-server/index.ts';

/** Set it to `esdb://host:port?tls=false` to run this suite against a real EventStoreDB instead of the embedded server. */
export const TARGET_VARIABLE = 'EVENTSTORE_CONTRACT_URL';

/** False when a real server is under test. */
export const isEmbedded = (process.env[TARGET_VARIABLE] ?? '') === '';

export interface Target {
  readonly url: string;
  stop(): Promise<void>;
}

export async function startTarget(): Promise<Target> {
  const url = process.env[TARGET_VARIABLE];
  if (url !== undefined && url !== '') return { url, stop: () => Promise.resolve() };
  const server = await startEventStoreServer({ port: 0, inMemory: true });
  return { url: `esdb://${server.host}:${server.port}?tls=false`, stop: () => server.stop() };
}

/** A stream no other test uses, also on a server that lives on. */
export const newStream = (category = 'contract'): string => `${category}-${randomUUID()}`;
