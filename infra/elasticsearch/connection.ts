import { Client, errors } from '@elastic/elasticsearch';
import { storeGuard, type StoreGuard } from '../outbound/store-guard.ts';
import { StoreUnavailable } from '../../domains/kernel/ports/store-unavailable.ts';

export const REQUEST_TIMEOUT_MS = 3_000;
/** How long opening waits for the first answer; the server may still be starting. */
const OPEN_WITHIN_MS = 90_000;
const OPEN_PAUSE_MS = 500;
/** The module with stemmers, synonyms, edge n-grams and folding. */
const ANALYSIS = 'analysis-common';

export type ElasticsearchStore = {
  readonly client: Client;
  readonly guard: StoreGuard;
  /** Whether the cluster can analyse language; without it words are compared as they are. */
  readonly analysesLanguage: boolean;
  /** What was left out for want of modules, in words for people; empty on a full server. */
  readonly reduced: readonly string[];
  ping(): Promise<void>;
  close(): Promise<void>;
};

const BUSY = [429, 502, 503, 504];
const outage = (error: unknown): string | undefined => {
  if (error instanceof errors.TimeoutError) return 'did not answer in time';
  if (error instanceof errors.ConnectionError || error instanceof errors.NoLivingConnectionsError)
    return 'cannot be reached';
  if (error instanceof errors.ResponseError && BUSY.includes(error.statusCode ?? 0)) return 'is too busy';
  return undefined;
};

const modulesOf = async (client: Client): Promise<ReadonlySet<string>> => {
  const { nodes } = await client.nodes.info({ metric: 'plugins' });
  const perNode = Object.values(nodes).map(({ modules = [] }) => new Set<string>(modules.map(({ name }) => name)));
  // What only some nodes have cannot be counted on.
  return perNode.reduce((common, own) => new Set([...common].filter((name) => own.has(name))));
};

const firstAnswer = async (client: Client): Promise<ReadonlySet<string>> => {
  const deadline = performance.now() + OPEN_WITHIN_MS;
  for (;;)
    try {
      return await modulesOf(client);
    } catch (error) {
      if (outage(error) === undefined) throw error;
      if (performance.now() > deadline)
        throw new StoreUnavailable('Elasticsearch', `has not answered for ${OPEN_WITHIN_MS / 1000} s`, error);
      await new Promise((resolve) => setTimeout(resolve, OPEN_PAUSE_MS));
    }
};

/**
 * Connects to Elasticsearch, which may still be starting, and asks what its nodes can do. Throws `StoreUnavailable` when it
 * does not answer; afterwards the client finds a server that was away by itself.
 */
export const openElasticsearch = async (url: string): Promise<ElasticsearchStore> => {
  const client = new Client({ node: url, requestTimeout: REQUEST_TIMEOUT_MS, maxRetries: 0 });
  const modules = await firstAnswer(client);
  const guard = storeGuard({ store: 'Elasticsearch', outage });
  const analysesLanguage = modules.has(ANALYSIS);
  return {
    client,
    guard,
    analysesLanguage,
    reduced: analysesLanguage
      ? []
      : [`no ${ANALYSIS} module: words are not stemmed, and beginnings and synonyms are looked up when searching`],
    ping: async () => {
      await guard.run('ping', () => client.cluster.health());
    },
    close: () => client.close(),
  };
};
