import { Command, InvalidArgumentError } from 'commander';
import { pino } from 'pino';
import { startEventStoreServer } from './index.ts';

const port = (text: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > 65_535)
    throw new InvalidArgumentError('must be between 0 and 65535.');
  return value;
};

const program = new Command('eventstore')
  .description('An event log that EventStoreDB clients can use. It has no TLS and no users.')
  .requiredOption('--port <number>', 'port to listen on; 0 chooses a free one', port)
  .option('--data <directory>', 'directory of the log')
  .option('--in-memory', 'a scratch log that is deleted at the end', false)
  .option('--host <address>', 'address to bind', '127.0.0.1')
  .parse();

const options = program.opts<{ port: number; data?: string; inMemory: boolean; host: string }>();
if (options.data === undefined && !options.inMemory) program.error('error: give --data <directory> or --in-memory');

// Standard output carries the address; what the server has to say goes to standard error.
const logger = pino({ name: 'eventstore' }, pino.destination(2));
try {
  const server = await startEventStoreServer({
    host: options.host,
    port: options.port,
    inMemory: options.inMemory,
    logger,
    ...(options.data !== undefined && { directory: options.data }),
  });
  console.log(`listening ${server.host}:${server.port}`);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      void server.stop().then(() => process.exit(0));
    });
  }
} catch (error) {
  logger.fatal({ err: error }, 'the event log server could not start');
  process.exitCode = 1;
}
