import { isDeepStrictEqual } from 'node:util';
import type { AnyProjection } from '../../domains/kernel/projection.ts';
import { DIFFERENCES_MAX, type Difference, type RebuildTarget } from '../rebuild-target.ts';
import type { ElasticsearchStore } from './connection.ts';
import {
  activeIndex,
  createProductIndex,
  dropIndex,
  productIndices,
  sealIndex,
  switchTo,
  unsealIndex,
} from './product-index.ts';
import { elasticsearchProjectionStore, isOfVersion } from './projection-store.ts';

const ROWS_READ_MAX = 500;
type Row = { readonly id: string; readonly row: unknown };

/** All rows of an index in the order of their keys. */
async function* rowsOf({ client, guard }: ElasticsearchStore, index: string): AsyncGenerator<Row, undefined> {
  await guard.run('refresh', () => client.indices.refresh({ index }));
  for (let after: string | undefined; ;) {
    const from = after;
    const { hits } = await guard.run('read rows', () =>
      client.search<object>({
        index,
        size: ROWS_READ_MAX,
        sort: [{ product_id: 'asc' }],
        ...(from === undefined ? {} : { search_after: [from] }),
      }),
    );
    for (const { _id, _source } of hits.hits) yield { id: _id!, row: _source };
    after = hits.hits.at(-1)?._id;
    if (hits.hits.length < ROWS_READ_MAX || after === undefined) return;
  }
}

const kindOf = (live: Row | undefined, built: Row | undefined): Difference | undefined => {
  if (built === undefined || (live !== undefined && live.id < built.id)) return { key: live!.id, kind: 'surplus' };
  if (live === undefined || built.id < live.id) return { key: built.id, kind: 'missing' };
  return isDeepStrictEqual(live.row, built.row) ? undefined : { key: live.id, kind: 'different' };
};

/** How two indices differ, row by row. */
const differencesOf = async (store: ElasticsearchStore, live: string, built: string): Promise<Difference[]> => {
  const [left, right] = [rowsOf(store, live), rowsOf(store, built)];
  const next = async (rows: AsyncGenerator<Row, undefined>): Promise<Row | undefined> => {
    const result = await rows.next();
    return result.done === true ? undefined : result.value;
  };
  const differences: Difference[] = [];
  let [one, other] = [await next(left), await next(right)];
  while ((one !== undefined || other !== undefined) && differences.length < DIFFERENCES_MAX) {
    const difference = kindOf(one, other);
    if (difference !== undefined) differences.push(difference);
    const kind = difference?.kind;
    if (kind !== 'missing') one = await next(left);
    if (kind !== 'surplus') other = await next(right);
  }
  return differences;
};

/**
 * The search index. What is built goes into an index of its own, and an alias leads readers to it. Before that the old index
 * is sealed, so that whoever writes rows waits, and what was built catches up with all that can be in it. Then the alias is
 * moved, and the writer goes on in the new index. A rebuild that breaks off in between leaves the old index sealed, and
 * another one completes it. The old index stays until the next rebuild, for readers who are in the middle of its pages.
 */
export const elasticsearchRebuildTarget = (
  store: ElasticsearchStore,
  projection: AnyProjection,
  endOfLog: () => Promise<bigint | undefined>,
): RebuildTarget => {
  let live: string;
  let built: string | undefined;
  let inPlace = false;
  let sealing = false;
  /** Nothing beyond this is in the sealed index. */
  let sealedAt: bigint | undefined;
  let differing = 0;
  return {
    begin: async () => {
      const active = await activeIndex(store);
      if (active === undefined || !isOfVersion(active, projection))
        throw new Error(`The search index has no rows of version ${projection.version} yet; the system builds them.`);
      live = active;
      for (const index of await productIndices(store)) if (index !== live) await dropIndex(store, index);
      built = await createProductIndex(store, projection.version);
      return { projection, store: elasticsearchProjectionStore(store, built) };
    },
    differences: async () => {
      const found = await differencesOf(store, live, built!);
      differing = found.length;
      return found;
    },
    putInPlace: async (position) => {
      if (sealedAt === undefined) {
        // Said before, since it may be done though no answer comes.
        sealing = true;
        await sealIndex(store, live);
        sealedAt = (await endOfLog()) ?? -1n;
      }
      if (position < sealedAt) return undefined;
      await switchTo(store, built!);
      inPlace = true;
      return differing;
    },
    end: async () => {
      if (inPlace || built === undefined) return;
      if (sealing) await unsealIndex(store, live);
      await dropIndex(store, built);
    },
  };
};
