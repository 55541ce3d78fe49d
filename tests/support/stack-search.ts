import { openElasticsearch } from '../../infra/elasticsearch/connection.ts';
import { dropIndex, productIndices } from '../../infra/elasticsearch/product-index.ts';

/** Beginning and ending take longer than any request of the system. */
const PATIENCE_MS = 30_000;

/** Takes away what a test file has put into the Elasticsearch that all of them share. */
export const dropSearchIndices = async (url: string, prefix: string): Promise<void> => {
  const elastic = await openElasticsearch(url, () => undefined, prefix, PATIENCE_MS);
  try {
    for (const index of await productIndices(elastic)) await dropIndex(elastic, index);
    await elastic.client.indices.delete({ index: elastic.names.checkpoints, ignore_unavailable: true });
    await elastic.client.indices.deleteIndexTemplate({ name: elastic.names.alias }, { ignore: [404] });
  } finally {
    await elastic.close();
  }
};
