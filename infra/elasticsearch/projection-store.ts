import { errors, type estypes } from '@elastic/elasticsearch';
import {
  CheckpointMoved,
  type ProjectionStore,
  type ProjectionWrite,
} from '../../domains/kernel/ports/projection-store.ts';
import { StoreUnavailable } from '../../domains/kernel/ports/store-unavailable.ts';
import type { AnyProjection } from '../../domains/kernel/projection.ts';
import type { ElasticsearchStore } from './connection.ts';
import { activeIndex, createProductIndex, productIndices, switchTo } from './product-index.ts';

/** Rows that one request carries. */
export const ROWS_PER_REQUEST_MAX = 1_000;
const BULK_TIMEOUT_MS = 30_000;
const CONFLICT = 409;
const NOT_FOUND = 404;

/** Whether an index was made for this version of the rows. */
export const isOfVersion = (index: string | undefined, { version }: AnyProjection): boolean =>
  index?.includes(`products-v${version}-`) === true;

type Operation = { readonly id: string; readonly row: object | undefined };
const operationsOf = ({ projection, upserts, deletes }: ProjectionWrite): Operation[] => [
  ...upserts.map((row) => ({ id: String(row[projection.key as never]), row })),
  ...deletes.map((id) => ({ id, row: undefined })),
];

const bulkInto =
  ({ client, guard }: ElasticsearchStore) =>
  async (index: string, operations: readonly Operation[], position: bigint): Promise<void> => {
    const version = { version: Number(position), version_type: 'external_gte' as const };
    const lines = operations.flatMap<estypes.BulkOperationContainer | object>(({ id, row }) =>
      row === undefined
        ? [{ delete: { _index: index, _id: id, ...version } }]
        : [{ index: { _index: index, _id: id, ...version } }, row],
    );
    const answer = await guard.run('bulk', () =>
      client.bulk({ operations: lines, refresh: 'wait_for' }, { requestTimeout: BULK_TIMEOUT_MS }),
    );
    for (const item of answer.items) {
      const { error, status } = item.index ?? item.delete!;
      if (error?.type === 'cluster_block_exception')
        throw new StoreUnavailable('Elasticsearch', 'takes no rows at the moment');
      // A conflict is a later row that is there already; a row that should go and is not there is gone.
      if (error !== undefined && status !== CONFLICT && status !== NOT_FOUND)
        throw new Error(`Elasticsearch refused a row: ${error.type}: ${error.reason ?? ''}`);
    }
  };

const checkpoints = ({ client, names, guard }: ElasticsearchStore) => ({
  at: async (index: string): Promise<bigint> => {
    const found = await guard.run('checkpoint', () =>
      client.get<{ position: string }>({ index: names.checkpoints, id: index }, { ignore: [NOT_FOUND] }),
    );
    return BigInt(found._source?.position ?? '-1');
  },

  move: async (index: string, position: bigint): Promise<void> => {
    try {
      await guard.run('move checkpoint', () =>
        client.index({
          index: names.checkpoints,
          id: index,
          version: Number(position),
          version_type: 'external_gte',
          document: { position: String(position) },
        }),
      );
    } catch (error) {
      if (error instanceof errors.ResponseError && error.statusCode === CONFLICT) throw new CheckpointMoved(error);
      throw error;
    }
  },
});

/**
 * A read model in Elasticsearch. Rows carry the log position as their external version, so that an older row never covers a
 * newer one; the checkpoint follows the rows, and a crash in between repeats some of them. `write` resolves when readers
 * see the rows. Given an `index`, a build beside the one that readers see.
 */
export const elasticsearchProjectionStore = (store: ElasticsearchStore, buildInto?: string): ProjectionStore => {
  const { client, guard } = store;
  const indices = new Map<AnyProjection, string>();

  /** A rebuild has put another index of this version in place: what is written has to go there. */
  const requireActive = async (projection: AnyProjection): Promise<void> => {
    if (buildInto !== undefined) return;
    const active = await activeIndex(store);
    if (isOfVersion(active, projection) && active !== indices.get(projection)) throw new CheckpointMoved();
  };

  const bulk = bulkInto(store);
  const checkpoint = checkpoints(store);

  /** The first build is readable at once; a later version waits for `activate`. */
  const indexFor = async (projection: AnyProjection): Promise<string> => {
    if (buildInto !== undefined) return buildInto;
    const active = await activeIndex(store);
    if (active !== undefined && isOfVersion(active, projection)) return active;
    const begun = (await productIndices(store)).findLast((index) => isOfVersion(index, projection));
    const index = begun ?? (await createProductIndex(store, projection.version));
    if (active === undefined) await switchTo(store, index);
    return index;
  };

  return {
    prepare: async (projections) => {
      const positions = new Map<AnyProjection, bigint>();
      for (const projection of projections) {
        const index = await indexFor(projection);
        indices.set(projection, index);
        positions.set(projection, await checkpoint.at(index));
      }
      return positions;
    },
    activate: async (projection) => {
      // A rebuild may have put another index of the same version in place.
      if (!isOfVersion(await activeIndex(store), projection)) await switchTo(store, indices.get(projection)!);
    },
    load: async (projection, keys) => {
      if (keys.length === 0) {
        await store.ping();
        return new Map();
      }
      const found = await guard.run('load rows', () =>
        client.mget<object>({ index: indices.get(projection)!, ids: [...keys] }),
      );
      return new Map(
        found.docs.flatMap((document) => ('_source' in document ? [[document._id, document._source]] : [])),
      );
    },
    write: async (writes, moved, _from, to) => {
      for (const projection of moved) await requireActive(projection);
      for (const write of writes) {
        const operations = operationsOf(write);
        for (let start = 0; start < operations.length; start += ROWS_PER_REQUEST_MAX)
          await bulk(indices.get(write.projection)!, operations.slice(start, start + ROWS_PER_REQUEST_MAX), to);
      }
      for (const projection of moved) await checkpoint.move(indices.get(projection)!, to);
    },
  };
};
