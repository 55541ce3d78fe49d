import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

export const LATENCY_BUCKETS_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** What the people on call look at: latency, errors and throughput by route, lag and queues by consumer. */
export type Metrics = {
  readonly registry: Registry;
  readonly requests: Histogram<'method' | 'route' | 'status'>;
  readonly providerCalls: Histogram<'provider' | 'call' | 'outcome'>;
  readonly retries: Counter<'consumer'>;
  /** Registers a figure that is read when the metrics are; one that cannot be read is NaN. */
  gauge(name: string, help: string, read: () => number | Promise<number>): void;
};

export const createMetrics = (): Metrics => {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  return {
    registry,
    requests: new Histogram({
      name: 'http_request_seconds',
      help: 'Time to answer',
      labelNames: ['method', 'route', 'status'],
      buckets: LATENCY_BUCKETS_SECONDS,
      registers,
    }),
    providerCalls: new Histogram({
      name: 'provider_call_seconds',
      help: 'Time of calls to providers',
      labelNames: ['provider', 'call', 'outcome'],
      buckets: LATENCY_BUCKETS_SECONDS,
      registers,
    }),
    retries: new Counter({
      name: 'consumer_retries_total',
      help: 'Attempts that failed and were made again',
      labelNames: ['consumer'],
      registers,
    }),
    gauge: (name, help, read) => {
      const gauge: Gauge = new Gauge({
        name,
        help,
        registers,
        collect: async () => {
          try {
            gauge.set(await read());
          } catch {
            gauge.set(Number.NaN);
          }
        },
      });
    },
  };
};
