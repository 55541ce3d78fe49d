import type { estypes } from '@elastic/elasticsearch';
import type { ElasticsearchStore } from './connection.ts';
import { SYNONYMS } from '../search/synonyms.ts';

/** A write is visible after this at the latest, which is also how long each batch of writes waits. */
const REFRESH_INTERVAL = '100ms';
const PREFIX_MIN = 2;
const PREFIX_MAX = 15;

/** Everything that a server with the module can do: folding, stems, beginnings of words, and Hinglish synonyms when searching. */
const LANGUAGE: estypes.IndicesIndexSettings['analysis'] = {
  filter: {
    beginnings: { type: 'edge_ngram', min_gram: PREFIX_MIN, max_gram: PREFIX_MAX },
    same_meaning: { type: 'synonym_graph', synonyms: SYNONYMS.map((meaning) => meaning.join(', ')), lenient: true },
    stems: { type: 'stemmer', language: 'english' },
  },
  analyzer: {
    stored: { type: 'custom', tokenizer: 'standard', filter: ['lowercase', 'asciifolding', 'stems'] },
    searched: { type: 'custom', tokenizer: 'standard', filter: ['lowercase', 'asciifolding', 'same_meaning', 'stems'] },
    beginning: { type: 'custom', tokenizer: 'standard', filter: ['lowercase', 'asciifolding', 'beginnings'] },
    beginning_searched: { type: 'custom', tokenizer: 'standard', filter: ['lowercase', 'asciifolding'] },
  },
};

const textField = (analysesLanguage: boolean): estypes.MappingProperty =>
  analysesLanguage
    ? {
        type: 'text',
        analyzer: 'stored',
        search_analyzer: 'searched',
        copy_to: 'words',
        fields: { beginning: { type: 'text', analyzer: 'beginning', search_analyzer: 'beginning_searched' } },
      }
    : { type: 'text', copy_to: 'words' };

const keyword: estypes.MappingProperty = { type: 'keyword' };
/** The columns of a product card that are searched, filtered and sorted by; the others are stored only. */
const mapping = (analysesLanguage: boolean): estypes.MappingTypeMapping => ({
  dynamic: false,
  properties: {
    product_id: keyword,
    source: { type: 'object', enabled: false },
    card: { type: 'keyword', index: false, doc_values: false },
    listed: { type: 'boolean' },
    visible_from: keyword,
    name: keyword,
    brand: keyword,
    vendor_id: keyword,
    influencer_id: keyword,
    audience: keyword,
    featured: keyword,
    category_ids: keyword,
    sizes: keyword,
    colours: keyword,
    price_paise: { type: 'long' },
    discount_percent: { type: 'integer' },
    in_stock: { type: 'boolean' },
    created: { type: 'long' },
    translations: { type: 'object', enabled: false },
    title_text: textField(analysesLanguage),
    translated_text: textField(analysesLanguage),
    other_text: textField(analysesLanguage),
    // The words as they are spelt, to correct typing mistakes by.
    words: { type: 'text' },
  },
});

/** Tells the cluster how indices of products look; an index that exists keeps its form until it is built anew. */
export const prepareTemplate = async ({ client, names, guard, features }: ElasticsearchStore): Promise<void> => {
  const { analysesLanguage } = await features();
  await guard.run('template', () =>
    client.indices.putIndexTemplate({
      name: names.alias,
      index_patterns: [`${names.alias}-v*`],
      template: {
        settings: {
          number_of_replicas: 0,
          auto_expand_replicas: '0-1',
          refresh_interval: REFRESH_INTERVAL,
          ...(analysesLanguage ? { analysis: LANGUAGE } : {}),
        },
        mappings: mapping(analysesLanguage),
      },
    }),
  );
};

/** A new index that nobody reads yet. @returns its name. */
export const createProductIndex = async (store: ElasticsearchStore, version: number): Promise<string> => {
  await prepareTemplate(store);
  const index = `${store.names.alias}-v${version}-${Date.now().toString(36)}`;
  await store.guard.run('create index', () => store.client.indices.create({ index }));
  return index;
};

/** The index that readers see, if there is one. */
export const activeIndex = async ({ client, names, guard }: ElasticsearchStore): Promise<string | undefined> => {
  const found = await guard.run('alias', () => client.indices.getAlias({ name: names.alias }, { ignore: [404] }));
  return Object.entries(found).find(([, entry]) => typeof entry === 'object' && 'aliases' in entry)?.[0];
};

/** Lets readers see another index from one moment to the next. */
export const switchTo = async ({ client, names, guard }: ElasticsearchStore, index: string): Promise<void> => {
  await guard.run('switch alias', () =>
    client.indices.updateAliases({
      actions: [
        { remove: { index: `${names.alias}-v*`, alias: names.alias, must_exist: false } },
        { add: { index, alias: names.alias } },
      ],
    }),
  );
};

/** Takes no row any more; those under way are in it when this resolves. */
export const sealIndex = async ({ client, guard }: ElasticsearchStore, index: string): Promise<void> => {
  await guard.run('seal index', () => client.indices.addBlock({ index, block: 'write' }));
};
/** Takes rows again. */
export const unsealIndex = async ({ client, guard }: ElasticsearchStore, index: string): Promise<void> => {
  await guard.run('unseal index', () =>
    client.indices.putSettings({ index, settings: { 'index.blocks.write': false } }),
  );
};

/** All indices of products, whoever reads them. */
export const productIndices = async ({ client, names, guard }: ElasticsearchStore): Promise<readonly string[]> =>
  Object.keys(await guard.run('indices', () => client.indices.get({ index: `${names.alias}-v*` }))).sort();

/** Removes an index that readers no longer see; the one before the present is worth keeping, as the way back. */
export const dropIndex = async ({ client, names, guard }: ElasticsearchStore, index: string): Promise<void> => {
  await guard.run('drop index', () => client.indices.delete({ index, ignore_unavailable: true }));
  await guard.run('drop checkpoint', () => client.delete({ index: names.checkpoints, id: index }, { ignore: [404] }));
};
