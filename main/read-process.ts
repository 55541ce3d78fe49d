import { EVENT_LOG } from '../domains/event-logging/index.ts';
import { requireSettings } from '../infra/config.ts';
import { PRODUCT_SEARCH } from '../infra/elasticsearch/search-index.ts';
import { addOperations, listen } from '../infra/http/operations.ts';
import { SLOTS } from '../infra/kafka/names.ts';
import { NEEDED_SETTINGS } from '../infra/needed-settings.ts';
import { followProgress } from '../infra/postgres/progress-channel.ts';
import { cartCopies } from '../read-api/cart-copies.ts';
import { waitingProgress } from './consumers.ts';
import { openCore } from './core.ts';
import type { Start } from './process.ts';
import { readHost } from './read-host.ts';
import { coreReadiness, watchLog, watchPool } from './watch.ts';

/** The query API alone. How far the read models are it hears from the projectors. */
export const readProcess: Start = async ({ config, log, metrics, clock }) => {
  const { POSTGRES_URL } = requireSettings(config, NEEDED_SETTINGS['read-api'].required);
  const core = await openCore(config, log, { metrics, clock, foldsCachedMax: 0 });
  const { database, registry } = core;
  const followed = await followProgress({
    url: POSTGRES_URL,
    database,
    projections: registry.projections,
    slots: SLOTS,
    consumers: [EVENT_LOG, PRODUCT_SEARCH],
    onError: (error) => log.warn({ err: error }, 'the progress of the projections cannot be heard; trying again'),
  });
  const { progress, moved } = waitingProgress(() => followed.positions);
  followed.onMoved(moved);
  watchPool(metrics, database);
  watchLog(metrics, core.eventLog.client);
  metrics.gauge('read_model_position', 'Log position of the slowest read model', () =>
    Number([...followed.positions.values()].reduce((low, next) => (next < low ? next : low), 2n ** 53n)),
  );
  const problems = (): readonly string[] =>
    followed.isConnected ? [] : ['the progress of the projections cannot be heard'];
  // This process does not follow the log, so it keeps no folds of its own.
  const folds = cartCopies(core.handler, core.store, core.ports.cache);
  const app = addOperations(readHost(core, progress, folds), metrics, coreReadiness(core, problems));
  const url = await listen(app, config);
  return {
    url,
    stop: async () => {
      await app.close();
      await followed.stop();
      await core.close();
    },
  };
};
