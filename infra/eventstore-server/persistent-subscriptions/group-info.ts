import type { ProtobufWriter } from '../protocol/protobuf-writer.ts';
import type { Consumer } from './consumer.ts';
import type { PersistentGroup } from './group.ts';
import { ALL } from './settings.ts';

const QUINTILES = 5;
const PERCENTILES: readonly (readonly [string, number])[] = [
  ['90%', 0.9],
  ['95%', 0.95],
  ['99%', 0.99],
  ['99.5%', 0.995],
  ['99.9%', 0.999],
];

/** `SubscriptionInfo`. Rates are since the last time somebody asked. */
export function writeGroupInfo(writer: ProtobufWriter, group: PersistentGroup, nowMs: number): void {
  const { definition, queue, consumers, source } = group;
  const { settings } = definition;
  const inFlight = consumers.reduce((sum, consumer) => sum + consumer.inFlight.size, 0);
  const measured = consumers.map((consumer) => measure(consumer, nowMs));
  const newest = source.newest();
  const { first, end } = group.streams.parkedRange();
  writer.string(1, definition.source);
  writer.string(2, definition.group);
  writer.string(3, statusOf(group));
  for (const [index, consumer] of consumers.entries()) {
    writer.message(4, () =>
      writeConnection(writer, consumer, { ...measured[index]!, withStatistics: settings.extraStatistics }),
    );
  }
  writer.integer(5, sum(measured, 'perSecond'));
  writer.integer(
    6,
    consumers.reduce((total, consumer) => total + consumer.total, 0),
  );
  writer.integer(7, sum(measured, 'sinceLast'));
  writer.string(8, group.checkpoints.text);
  writer.string(9, newest < 0 ? '' : source.format(newest));
  writer.boolean(10, settings.resolveLinks);
  writer.string(11, startText(group));
  writer.integer(12, settings.messageTimeoutMs);
  writer.boolean(13, settings.extraStatistics);
  const numbers = [
    settings.maxRetryCount,
    settings.liveBufferSize,
    settings.historyBufferSize,
    settings.readBatchSize,
    settings.checkpointAfterMs,
    settings.minCheckpointCount,
    settings.maxCheckpointCount,
    queue.fresh.length,
    group.isAtEnd ? queue.fresh.length : 0,
    queue.retries.length,
    inFlight,
    inFlight,
  ];
  for (const [index, value] of numbers.entries()) writer.integer(14 + index, value);
  writer.string(26, settings.strategy);
  writer.integer(27, settings.maxSubscriberCount);
  writer.integer(28, end - first);
}

function statusOf(group: PersistentGroup): string {
  const flags = [group.isAtEnd || group.consumers.length === 0 ? 'Live' : 'Behind'];
  if (group.isFilling) flags.push('OutstandingPageRequest');
  if (group.replay.isRunning) flags.push('ReplayingParkedMessages');
  return flags.join(', ');
}

function startText({ definition, source }: PersistentGroup): string {
  const { startFrom } = definition.settings;
  const start = startFrom === 'start' ? 0 : startFrom === 'end' ? -1 : startFrom;
  return definition.source === ALL || startFrom !== 'end' ? source.format(start) : '-1';
}

interface Measured {
  readonly perSecond: number;
  readonly sinceLast: number;
}

function measure(consumer: Consumer, nowMs: number): Measured {
  const sinceLast = consumer.total - consumer.measured.total;
  const seconds = Math.max(1, nowMs - consumer.measured.atMs) / 1000;
  consumer.measured = { atMs: nowMs, total: consumer.total };
  return { sinceLast, perSecond: Math.round(sinceLast / seconds) };
}

const sum = (measured: readonly Measured[], key: keyof Measured): number =>
  measured.reduce((total, each) => total + each[key], 0);

function writeConnection(
  writer: ProtobufWriter,
  consumer: Consumer,
  options: Measured & { withStatistics: boolean },
): void {
  // Without users everybody is `system`, as in the real server when it runs insecurely.
  writer.string(1, '');
  writer.string(2, 'system');
  writer.integer(3, options.perSecond);
  writer.integer(4, consumer.total);
  writer.integer(5, options.sinceLast);
  if (options.withStatistics) {
    for (const [key, value] of measurements(consumer.latenciesMs)) {
      writer.message(6, () => {
        writer.string(1, key);
        writer.integer(2, value);
      });
    }
  }
  writer.integer(7, consumer.bufferSize - consumer.inFlight.size);
  writer.integer(8, consumer.inFlight.size);
  writer.string(9, consumer.call.connectionName);
}

/** The fourteen figures of `extra_statistics`, in milliseconds from sending to settling. */
export function measurements(latenciesMs: readonly number[]): [string, number][] {
  const sorted = latenciesMs.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  const mean = sorted.length === 0 ? 0 : sorted.reduce((total, value) => total + value, 0) / sorted.length;
  return [
    ['Mean', Math.round(mean)],
    ['Median', at(0.5)],
    ['Fastest', sorted[0] ?? 0],
    ...Array.from({ length: QUINTILES }, (_, index): [string, number] => [
      `Quintile ${index + 1}`,
      at((index + 1) / QUINTILES),
    ]),
    ...PERCENTILES.map(([key, share]): [string, number] => [key, at(share)]),
    ['Highest', sorted.at(-1) ?? 0],
  ];
}
