import type { EventLog } from '../storage/event-log.ts';
import { METADATA_TYPE, metastreamOf } from '../storage/stream-metadata.ts';
import { appendOwn } from './group-streams.ts';
import type { GroupDefinition } from './settings.ts';

const STREAM = '$persistentSubscriptionConfig';
const EVENT_TYPE = '$PersistentConfig';

/** Writes all groups as one event, as the real server does; the last one counts. */
export async function saveConfiguration(
  log: EventLog,
  definitions: readonly GroupDefinition[],
  nowMs: number,
): Promise<void> {
  if (log.reader.stream(STREAM) === undefined) {
    await appendOwn(log, metastreamOf(STREAM), { type: METADATA_TYPE, data: '{"$maxCount":2}', isJson: true });
  }
  const entries = definitions.map(({ source, group, settings, filter }) => ({
    stream: source,
    group,
    startPosition: String(settings.startFrom),
    resolveLinkTos: settings.resolveLinks,
    extraStatistics: settings.extraStatistics,
    messageTimeout: settings.messageTimeoutMs,
    checkPointAfter: settings.checkpointAfterMs,
    minCheckPointCount: settings.minCheckpointCount,
    maxCheckPointCount: settings.maxCheckpointCount,
    maxRetryCount: settings.maxRetryCount,
    maxSubscriberCount: settings.maxSubscriberCount,
    liveBufferSize: settings.liveBufferSize,
    readBatchSize: settings.readBatchSize,
    historyBufferSize: settings.historyBufferSize,
    namedConsumerStrategy: settings.strategy,
    ...(filter !== undefined && { filter }),
  }));
  const data = JSON.stringify({ version: '2', updated: new Date(nowMs).toISOString(), updatedBy: 'system', entries });
  await appendOwn(log, STREAM, { type: EVENT_TYPE, data, isJson: true });
}

interface StoredEntry {
  readonly stream: string;
  readonly group: string;
  readonly startPosition: string;
  readonly resolveLinkTos: boolean;
  readonly extraStatistics: boolean;
  readonly messageTimeout: number;
  readonly checkPointAfter: number;
  readonly minCheckPointCount: number;
  readonly maxCheckPointCount: number;
  readonly maxRetryCount: number;
  readonly maxSubscriberCount: number;
  readonly liveBufferSize: number;
  readonly readBatchSize: number;
  readonly historyBufferSize: number;
  readonly namedConsumerStrategy: string;
  readonly filter?: GroupDefinition['filter'];
}

export function loadConfiguration({ reader }: EventLog): GroupDefinition[] {
  const row = reader.stream(STREAM);
  const record = row === undefined ? undefined : reader.streamPage(STREAM, { from: row.last, to: row.last })[0];
  if (record === undefined) return [];
  const { entries } = JSON.parse(record.data.toString()) as { entries: readonly StoredEntry[] };
  return entries.map((entry) => ({
    source: entry.stream,
    group: entry.group,
    filter: entry.filter,
    settings: {
      startFrom:
        entry.startPosition === 'start' || entry.startPosition === 'end'
          ? entry.startPosition
          : Number(entry.startPosition),
      resolveLinks: entry.resolveLinkTos,
      extraStatistics: entry.extraStatistics,
      maxRetryCount: entry.maxRetryCount,
      minCheckpointCount: entry.minCheckPointCount,
      maxCheckpointCount: entry.maxCheckPointCount,
      maxSubscriberCount: entry.maxSubscriberCount,
      liveBufferSize: entry.liveBufferSize,
      readBatchSize: entry.readBatchSize,
      historyBufferSize: entry.historyBufferSize,
      messageTimeoutMs: entry.messageTimeout,
      checkpointAfterMs: entry.checkPointAfter,
      strategy: entry.namedConsumerStrategy,
    },
  }));
}
