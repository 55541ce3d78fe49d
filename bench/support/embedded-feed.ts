import { fanOut } from '../../infra/fan-out.ts';
import { postgresProjectionStore } from '../../infra/postgres/projection-store.ts';
import { projectionConsumer, waitingProgress } from '../../main/consumers.ts';
import type { Core } from '../../main/core.ts';
import { projectionRunner } from '../../projections/runner.ts';
import type { Progress } from '../../read-api/progress.ts';

/** The projections of the embedded profile alone, with the wait that a reader's `Read-After` uses. */
export const startEmbeddedFeed = async (core: Core): Promise<{ progress: Progress; stop: () => Promise<void> }> => {
  const runner = await projectionRunner(
    core.registry.projections,
    postgresProjectionStore(core.database),
    (projection, error) => process.stderr.write(`${projection} has stopped: ${String(error)}\n`),
  );
  const { progress, moved } = waitingProgress(
    () => runner.positions,
    (position) => feed.hurry(position),
  );
  const feed = fanOut(core.store, [projectionConsumer(runner, moved)], {
    onRetry: (_consumer, error) => process.stderr.write(`${String(error)}\n`),
    onStopped: (_consumer, error) => process.stderr.write(`${String(error)}\n`),
  });
  return {
    progress,
    stop: async () => {
      await feed.close();
      await runner.flush();
    },
  };
};
