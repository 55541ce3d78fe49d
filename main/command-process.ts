import { streamSignals } from '../command-api/stream-signals.ts';
import { requireSettings } from '../infra/config.ts';
import { endOfLog } from '../infra/eventstore/end-of-log.ts';
import { fanOut } from '../infra/fan-out.ts';
import { addOperations, listen } from '../infra/http/operations.ts';
import { NEEDED_SETTINGS } from '../infra/needed-settings.ts';
import { commandHost } from './command-host.ts';
import { commandConsumer } from './consumers.ts';
import { openCore } from './core.ts';
import type { Start } from './process.ts';
import { coreReadiness, watchPool } from './watch.ts';

/** The command API alone. It follows the log from now on, to keep its folds fresh and to wake requests that wait for a saga. */
export const commandProcess: Start = async ({ config, log, metrics, clock }) => {
  requireSettings(config, NEEDED_SETTINGS['command-api'].required);
  const core = await openCore(config, log, { metrics, clock });
  const signals = streamSignals();
  const consumer = commandConsumer(core, signals, await endOfLog(core.eventLog.client));
  const feed = fanOut(core.store, [consumer], {
    onRetry: (name, error, attempt) => core.onRetry(name, '', error, attempt),
    onStopped: (name, error) => log.error({ err: error, consumer: name }, 'this consumer has stopped'),
  });
  watchPool(metrics, core.database);
  const problems = (): readonly string[] => [...feed.stopped.keys()].map((name) => `${name} has stopped`);
  const app = addOperations(commandHost(core, signals), metrics, coreReadiness(core, problems));
  const url = await listen(app, config);
  return {
    url,
    stop: async () => {
      await app.close();
      await feed.close();
      await core.close();
    },
  };
};
