import { Kafka, logLevel, type LogEntry } from 'kafkajs';
import type { Logger } from 'pino';

const CONNECT_TIMEOUT_MS = 5_000;
const REQUEST_TIMEOUT_MS = 15_000;
const RETRY_MIN_MS = 50;
const RETRY_MAX_MS = 2_000;
const RETRIES_MAX = 8;

/** kafkajs tries again by itself and calls each failed try an error; what is given up is thrown, and logged by its caller. */
const LEVELS = { [logLevel.ERROR]: 'warn', [logLevel.WARN]: 'info', [logLevel.INFO]: 'debug' } as const;

/** A client of the brokers, comma-separated `host:port`. Connects when a producer, consumer or admin does. */
export const kafkaClient = (brokers: string, clientId: string, log: Logger): Kafka =>
  new Kafka({
    clientId: `only2u-${clientId}`,
    brokers: brokers.split(',').map((broker) => broker.trim()),
    connectionTimeout: CONNECT_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    retry: { initialRetryTime: RETRY_MIN_MS, maxRetryTime: RETRY_MAX_MS, retries: RETRIES_MAX },
    logLevel: logLevel.WARN,
    logCreator:
      () =>
      ({ level, namespace, log: { message, error } }: LogEntry) => {
        const severity = LEVELS[level as keyof typeof LEVELS];
        log[severity]({ kafka: namespace, reason: error as unknown }, message);
      },
  });
