import { pino, type Logger } from 'pino';
import { loadConfig, type Config } from '../infra/config.ts';
import { createMetrics, type Metrics } from '../infra/metrics.ts';
import { missingExpected } from '../infra/needed-settings.ts';
import { startTracing } from '../infra/tracing.ts';

export type Service = {
  /** Where it listens, for the first line on standard output. */
  readonly url: string;
  /** Takes nothing new, finishes what it took, and resolves when that is done. */
  stop(): Promise<void>;
};
export type Start = (parts: {
  readonly config: Config;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly clock?: (() => number) | undefined;
}) => Promise<Service>;

/** A stop that takes longer is cut off; the container's grace period is a little more. */
const STOP_TIMEOUT_MS = 25_000;

/**
 * Runs one host as a process of its own: configuration from the environment, log lines on standard error, `ready URL` on
 * standard output (and to a parent, if there is one), and a graceful end on SIGTERM, SIGINT or when the parent is gone.
 */
export const runProcess = async (name: string, start: Start, clock?: () => number): Promise<void> => {
  const say = (text: string): void => void process.stderr.write(`${text}\n`);
  let ending = false;
  const end = async (stop: () => Promise<void>): Promise<void> => {
    if (ending) return;
    ending = true;
    setTimeout(() => process.exit(1), STOP_TIMEOUT_MS).unref();
    await stop().catch((error: unknown) => say(`${name} did not stop cleanly: ${String(error)}`));
    process.exit(0);
  };
  try {
    const config = loadConfig();
    const log = pino({ level: config.LOG_LEVEL, base: { process: name } }, pino.destination(2));
    for (const line of missingExpected(name, config)) log.warn(line);
    const tracing = await startTracing(name, config.OTEL_EXPORTER_OTLP_ENDPOINT);
    const service = await start({ config, log, metrics: createMetrics(), clock });
    const stop = async (): Promise<void> => {
      await service.stop();
      await tracing.stop();
    };
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void end(stop));
    process.on('disconnect', () => void end(stop));
    process.stdout.write(`ready ${service.url}\n`);
    process.send?.({ ready: service.url });
  } catch (error) {
    say(`${name} did not start: ${error instanceof Error ? error.message : String(error)}`);
    process.exit(1);
  }
};
