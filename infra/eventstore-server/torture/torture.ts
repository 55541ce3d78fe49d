import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import {
  EventStoreDBClient,
  START,
  WrongExpectedVersionError,
  jsonEvent,
  type AppendExpectedRevision,
} from '@eventstore/db-client';
import { Ledger, type Batch, type SeenEvent } from './ledger.ts';
import { ServerProcess } from './server-process.ts';

export interface TortureOptions {
  readonly directory: string;
  readonly kills: number;
  readonly writers: number;
  readonly onRound?: (figures: TortureFigures) => void;
}

export interface TortureFigures {
  kills: number;
  /** Events the server acknowledged before it was killed; all of them were found again. */
  acknowledged: number;
  /** Events found in the log after the last life. */
  found: number;
  /** Appends without an answer when the server died: whole or absent, both are right. */
  inDoubt: number;
  conflicts: number;
  problems: string[];
}

const EVENTS_PER_APPEND_MAX = 5;
const LIFE_MS_MAX = 300;

/** Kills the server again and again under writers with optimistic concurrency, and checks after every death what is left. */
export async function torture({ directory, kills, writers, onRound }: TortureOptions): Promise<TortureFigures> {
  const figures: TortureFigures = { kills: 0, acknowledged: 0, found: 0, inDoubt: 0, conflicts: 0, problems: [] };
  // Two writers share each stream, so that every other append meets a conflict.
  const streams = Array.from({ length: Math.max(1, Math.ceil(writers / 2)) }, (_, index) => `torture-${index}`);
  const heads = new Map(streams.map((stream) => [stream, -1n]));
  let ledger = new Ledger();
  let lastPosition = -1n;
  for (let round = 0; round <= kills && figures.problems.length === 0; round += 1) {
    const server = await ServerProcess.start(directory);
    const client = EventStoreDBClient.connectionString(`${server.url}&throwOnAppendFailure=true`);
    for (const stream of streams) {
      const from = heads.get(stream)! + 1n;
      const events = await readFrom(client, stream, from);
      figures.problems.push(...ledger.check(stream, from, events));
      figures.found += events.length;
      heads.set(stream, from + BigInt(events.length) - 1n);
    }
    lastPosition = await checkOrder(client, lastPosition, figures);
    figures.acknowledged += ledger.acknowledgedEvents;
    figures.inDoubt += ledger.inDoubt;
    ledger = new Ledger();
    if (round < kills) {
      const life = { isOver: false };
      const writing = Array.from({ length: writers }, (_, index) =>
        write(client, streams[index % streams.length]!, { heads, ledger, life, figures }),
      );
      await delay(Math.random() * LIFE_MS_MAX);
      await server.kill();
      life.isOver = true;
      await Promise.all(writing);
      figures.kills += 1;
    } else await server.stop();
    await client.dispose().catch(() => undefined);
    onRound?.(figures);
  }
  return figures;
}

interface Writing {
  readonly heads: ReadonlyMap<string, bigint>;
  readonly ledger: Ledger;
  readonly life: { isOver: boolean };
  readonly figures: TortureFigures;
}

async function write(
  client: EventStoreDBClient,
  stream: string,
  { heads, ledger, life, figures }: Writing,
): Promise<void> {
  let head = heads.get(stream)!;
  while (!life.isOver) {
    const count = 1 + Math.floor(Math.random() * EVENTS_PER_APPEND_MAX);
    const ids = Array.from({ length: count }, () => randomUUID());
    const batch: Batch = { stream, ids };
    const events = ids.map((id) =>
      jsonEvent({ id, type: 'Tortured', data: { text: 'x'.repeat(Math.floor(Math.random() * 500)) } }),
    );
    const expectedRevision: AppendExpectedRevision = head < 0n ? 'no_stream' : head;
    ledger.add(batch);
    try {
      const { nextExpectedRevision, position } = await client.appendToStream(stream, events, { expectedRevision });
      batch.acknowledged = { lastRevision: nextExpectedRevision, position: position!.commit };
      head = nextExpectedRevision;
    } catch (error) {
      // Anything but a conflict: the server is gone, and whether the append was kept shows after the restart.
      if (!(error instanceof WrongExpectedVersionError)) return;
      batch.isRefused = true;
      figures.conflicts += 1;
      head = typeof error.actualVersion === 'bigint' ? error.actualVersion : -1n;
    }
  }
}

async function readFrom(client: EventStoreDBClient, stream: string, fromRevision: bigint): Promise<SeenEvent[]> {
  const events: SeenEvent[] = [];
  try {
    for await (const { event } of client.readStream(stream, { fromRevision })) {
      events.push({ id: event!.id, revision: event!.revision, position: event!.position!.commit });
    }
  } catch (error) {
    if ((error as Error).constructor.name !== 'StreamNotFoundError') throw error;
  }
  return events;
}

/** Positions only grow, across restarts too. */
async function checkOrder(client: EventStoreDBClient, after: bigint, figures: TortureFigures): Promise<bigint> {
  let last = after;
  const fromPosition = after < 0n ? START : { commit: after, prepare: after };
  for await (const { event } of client.readAll({ fromPosition })) {
    const position = event!.position.commit;
    if (position < last) figures.problems.push(`position ${position} after ${last}`);
    last = position;
  }
  return last;
}
