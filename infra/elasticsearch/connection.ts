import { Client, errors } from '@elastic/elasticsearch';
import { storeGuard, type StoreGuard } from '../outbound/store-guard.ts';
import { givenAMoment, onceSuccessful } from '../outbound/once-successful.ts';

export const REQUEST_TIMEOUT_MS = 3_000;
/** How long opening waits for the first answer, so that what is asked right after need not. */
const OPEN_WITHIN_MS = 2_000;
/** The module with stemmers, synonyms, edge n-grams and folding. */
const ANALYSIS = 'analysis-common';

export type ElasticsearchFeatures = {
  /** Whether the cluster can analyse language; without it words are compared as they are. */
  readonly analysesLanguage: boolean;
  /** What was left out for want of modules, in words for people; empty on a full server. */
  readonly reduced: readonly string[];
};

/** What this installation calls its things in a cluster that others may share. */
export type ElasticsearchNames = {
  /** Readers use the alias; the indices behind it are `products-v1-…`, one for each build. */
  readonly alias: string;
  /** Progress of the projections, one document for each index. */
  readonly checkpoints: string;
};

export type ElasticsearchStore = {
  readonly client: Client;
  readonly names: ElasticsearchNames;
  readonly guard: StoreGuard;
  /** What its nodes can do: asked once, when it first answers. Throws `StoreUnavailable`. */
  readonly features: () => Promise<ElasticsearchFeatures>;
  ping(): Promise<void>;
  close(): Promise<void>;
};

const BUSY = [429, 502, 503, 504];
const outage = (error: unknown): string | undefined => {
  if (error instanceof errors.TimeoutError) return 'did not answer in time';
  if (error instanceof errors.ConnectionError || error instanceof errors.NoLivingConnectionsError)
    return 'cannot be reached';
  if (error instanceof errors.ResponseError && /\bindex_not_found_exception\b/.test(error.message))
    return 'has no index of products yet';
  if (error instanceof errors.ResponseError && BUSY.includes(error.statusCode ?? 0)) return 'is too busy';
  return undefined;
};

const modulesOf = async (client: Client): Promise<ReadonlySet<string>> => {
  const { nodes } = await client.nodes.info({ metric: 'plugins' });
  const perNode = Object.values(nodes).map(({ modules = [] }) => new Set<string>(modules.map(({ name }) => name)));
  // What only some nodes have cannot be counted on.
  return perNode.reduce((common, own) => new Set([...common].filter((name) => own.has(name))));
};

const featuresOf = async (client: Client): Promise<ElasticsearchFeatures> => {
  const analysesLanguage = (await modulesOf(client)).has(ANALYSIS);
  return {
    analysesLanguage,
    reduced: analysesLanguage
      ? []
      : [`no ${ANALYSIS} module: words are not stemmed, and beginnings and synonyms are looked up when searching`],
  };
};

/**
 * Opens Elasticsearch. Opening never fails: while the server is away every call throws `StoreUnavailable`, and the client
 * finds it by itself when it is there. `report` takes what the server cannot do, once, when that is known. `prefix` stands
 * before the names of indices where several installations share a cluster.
 */
export const openElasticsearch = async (
  url: string,
  report: (line: string) => void = () => undefined,
  prefix = '',
  requestTimeoutMs = REQUEST_TIMEOUT_MS,
): Promise<ElasticsearchStore> => {
  const client = new Client({ node: url, requestTimeout: requestTimeoutMs, maxRetries: 0 });
  const guard = storeGuard({ store: 'Elasticsearch', outage });
  const features = onceSuccessful(async () => {
    const found = await guard.run('features', () => featuresOf(client));
    for (const line of found.reduced) report(`Elasticsearch: ${line}`);
    return found;
  });
  await givenAMoment(features(), OPEN_WITHIN_MS);
  return {
    client,
    names: { alias: `${prefix}products`, checkpoints: `${prefix}projection-checkpoints` },
    guard,
    features,
    ping: async () => {
      await guard.run('ping', () => client.cluster.health());
    },
    close: () => client.close(),
  };
};
