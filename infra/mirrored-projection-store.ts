import type { ProjectionStore } from '../domains/kernel/ports/projection-store.ts';
import type { RowViews, ViewRow } from '../domains/kernel/ports/row-views.ts';
import type { AnyProjection } from '../domains/kernel/projection.ts';

/** How often the copies are said to be good while nothing changes; well below the time after which they lapse. */
export const HEARTBEAT_MS = 500;

/**
 * A projection store that also puts the rows of some projections into row views, after they are in the table. The views are
 * there to be faster, so nothing about them can fail a write: a view that misses rows begins anew.
 */
export const mirroredProjectionStore = (
  store: ProjectionStore,
  views: RowViews,
  mirrored: readonly AnyProjection[],
): ProjectionStore & { stop(): void } => {
  const reached = new Map<AnyProjection, bigint>();
  const copy = async (projection: AnyProjection, rows: readonly ViewRow[], position: bigint): Promise<void> => {
    reached.set(projection, position);
    await views.put(projection.name, rows, position);
  };
  const heartbeat = setInterval(() => {
    for (const [{ name }, position] of reached) void views.put(name, [], position).catch(() => undefined);
  }, HEARTBEAT_MS);
  heartbeat.unref();
  return {
    ...store,
    write: async (writes, moved, from, to) => {
      await store.write(writes, moved, from, to);
      for (const projection of mirrored) {
        if (!moved.includes(projection)) continue;
        const own = writes.filter((write) => write.projection === projection);
        const changed = own.flatMap(({ upserts }) =>
          upserts.map((row) => ({ key: String(row[projection.key as never]), text: JSON.stringify(row) })),
        );
        const gone = own.flatMap(({ deletes }) => deletes.map((key) => ({ key, text: undefined })));
        await copy(projection, [...changed, ...gone], to).catch(() => undefined);
      }
    },
    stop: () => clearInterval(heartbeat),
  };
};
