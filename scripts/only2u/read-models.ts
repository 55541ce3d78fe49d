import type { AnyProjection } from '../../domains/kernel/projection.ts';
import type { Config } from '../../infra/config.ts';
import { openElasticsearch, type ElasticsearchStore } from '../../infra/elasticsearch/connection.ts';
import { activeIndex } from '../../infra/elasticsearch/product-index.ts';
import { elasticsearchProjectionStore, isOfVersion } from '../../infra/elasticsearch/projection-store.ts';
import { elasticsearchRebuildTarget } from '../../infra/elasticsearch/rebuild-target.ts';
import { PRODUCT_SEARCH } from '../../infra/elasticsearch/search-index.ts';
import { endOfLog } from '../../infra/eventstore/end-of-log.ts';
import { activeVersions } from '../../infra/postgres/activation.ts';
import { idOf } from '../../infra/postgres/projection-store.ts';
import { postgresRebuildTarget } from '../../infra/postgres/rebuild.ts';
import type { RebuildTarget } from '../../infra/rebuild-target.ts';
import type { Core } from '../../main/core.ts';
import { productCard } from '../../projections/product-card.ts';

/** A command has more time than somebody who waits for a page. */
const PATIENCE_MS = 30_000;

/** Where a read model stands: the version that readers see, and how far it is. */
export type Standing = {
  readonly service: string;
  readonly name: string;
  readonly version: number;
  readonly readersSee: number | null;
  readonly position: number | null;
};

const withElasticsearch = async <T>(
  { ELASTICSEARCH_PREFIX }: Config,
  url: string,
  work: (store: ElasticsearchStore) => Promise<T>,
): Promise<T> => {
  const store = await openElasticsearch(url, () => undefined, ELASTICSEARCH_PREFIX, PATIENCE_MS);
  try {
    return await work(store);
  } finally {
    await store.close();
  }
};

const standingOfSearch = async (store: ElasticsearchStore): Promise<Standing> => {
  const { service, version } = productCard;
  const index = await activeIndex(store);
  const positions =
    index === undefined ? undefined : await elasticsearchProjectionStore(store, index).prepare([productCard]);
  const position = positions?.get(productCard);
  return {
    service,
    name: PRODUCT_SEARCH,
    version,
    readersSee:
      index === undefined ? null : isOfVersion(index, productCard) ? version : Number(/-v(\d+)-/.exec(index)?.[1]),
    position: position === undefined ? null : Number(position),
  };
};

/** Every read model of an installation, that of the search index among them where it is in Elasticsearch. */
export const standings = async ({ config, registry, database }: Core): Promise<readonly Standing[]> => {
  const { projections } = registry;
  const active = await activeVersions(database, projections);
  const rows = await database.query<{ projection: string; position: number }>({
    text: `select c.projection, coalesce(min(s.position), c.position) as position from projection.checkpoint c
      left join projection.slot_checkpoint s using (projection) group by c.projection, c.position`,
    values: [],
  });
  const positions = new Map(rows.map(({ projection, position }) => [projection, position]));
  const inDatabase = projections.map((projection) => {
    const { service, name, version } = projection;
    return {
      service,
      name,
      version,
      readersSee: active.get(name) ?? null,
      position: positions.get(idOf(projection)) ?? null,
    };
  });
  const url = config.ELASTICSEARCH_URL;
  return url === undefined ? inDatabase : [...inDatabase, await withElasticsearch(config, url, standingOfSearch)];
};

const find = ({ registry }: Core, name: string): AnyProjection => {
  const found = registry.projections.find((projection) => projection.name === name);
  if (found !== undefined) return found;
  const names = [...registry.projections.map((projection) => projection.name), PRODUCT_SEARCH].sort();
  throw new Error(`There is no projection "${name}"; there are ${names.join(', ')}.`);
};

/** Works on one read model by its name, wherever its rows are. Throws when there is none of that name. */
export const withTarget = async <T>(
  core: Core,
  name: string,
  work: (projection: string, target: RebuildTarget) => Promise<T>,
): Promise<T> => {
  if (name !== PRODUCT_SEARCH) {
    const projection = find(core, name);
    return work(idOf(projection), postgresRebuildTarget(core.database, projection));
  }
  const url = core.config.ELASTICSEARCH_URL;
  if (url === undefined)
    throw new Error(
      `${PRODUCT_SEARCH} is the index in Elasticsearch: set ELASTICSEARCH_URL or --elasticsearch. Without Elasticsearch products are searched for in product_card.`,
    );
  return withElasticsearch(core.config, url, (store) =>
    work(
      `${PRODUCT_SEARCH}@${productCard.version}`,
      elasticsearchRebuildTarget(store, productCard, () => endOfLog(core.eventLog.client)),
    ),
  );
};
