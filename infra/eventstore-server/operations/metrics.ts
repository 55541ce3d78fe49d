import { Counter, Gauge, Registry, collectDefaultMetrics } from 'prom-client';
import type { EventLog } from '../storage/event-log.ts';
import type { WakeUp } from '../streams/wake-up.ts';

export interface MetricSources {
  readonly wakeUp: WakeUp;
  readonly connections: () => number;
}

/** The server's metrics in Prometheus' text format. One registry per server: several may share a process. */
export class ServerMetrics {
  readonly #registry = new Registry();
  readonly #calls: Counter<'method'>;
  readonly #errors: Counter;

  constructor(log: EventLog, { wakeUp, connections }: MetricSources) {
    const registers = [this.#registry];
    collectDefaultMetrics({ register: this.#registry });
    this.#calls = new Counter({
      name: 'eventlog_calls_total',
      help: 'gRPC calls started.',
      labelNames: ['method'],
      registers,
    });
    this.#errors = new Counter({
      name: 'eventlog_unexpected_errors_total',
      help: 'Calls that failed for no known reason.',
      registers,
    });
    const counters: [string, string, () => number][] = [
      ['eventlog_commits_total', 'Group commits, each one fsync.', () => log.writer.statistics.batches],
      ['eventlog_events_written_total', 'Events written since the start.', () => log.writer.statistics.events],
      ['eventlog_bytes_written_total', 'Bytes of records written since the start.', () => log.writer.statistics.bytes],
      ['eventlog_refused_commits_total', 'Group commits the disk refused.', () => log.writer.statistics.refusedBatches],
    ];
    const gauges: [string, string, () => number][] = [
      ['eventlog_position', 'Position after the last event.', () => log.reader.head],
      ['eventlog_writes_waiting', 'Appends accepted and not yet answered.', () => log.writer.queued],
      ['eventlog_subscribers', 'Catch-up and persistent subscriptions being served.', () => wakeUp.subscribers],
      ['eventlog_connections', 'Open connections.', connections],
    ];
    for (const [name, help, value] of [...counters, ...gauges]) {
      // A gauge also for the counters: their value is kept by the log, this only shows it.
      new Gauge({
        name,
        help,
        registers,
        collect() {
          this.set(value());
        },
      });
    }
  }

  countCall(path: string): void {
    const method = /^\/event_store\.client\.(\w+\.\w+\/\w+)$/.exec(path)?.[1];
    this.#calls.inc({ method: method ?? 'other' });
  }

  countError(): void {
    this.#errors.inc();
  }

  text(): Promise<string> {
    return this.#registry.metrics();
  }
}
