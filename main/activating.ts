import { activateCaughtUp } from '../infra/postgres/activation.ts';
import type { Core } from './core.ts';
import { periodic, type Periodic } from './periodic.ts';

const LOOK_EVERY_MS = 1_000;

/** Lets readers see new versions of projections when these have caught up; looks no more when all have. */
export const startActivating = ({ database, registry, log }: Core): Periodic => {
  let building = registry.projections;
  return periodic(
    LOOK_EVERY_MS,
    async () => {
      if (building.length === 0) return;
      building = await activateCaughtUp(database, building, ({ name, version }) =>
        log.info({ projection: name, version }, 'readers see this version from now on'),
      );
    },
    (error) => log.warn({ err: error }, 'new versions of read models could not be looked at'),
  );
};
