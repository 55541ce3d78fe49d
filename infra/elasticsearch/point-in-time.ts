import { errors, type estypes } from '@elastic/elasticsearch';
import type { ElasticsearchStore } from './connection.ts';

/** How long somebody may look at a page before asking for the next; after that the pages go on in the index as it is then. */
const KEPT_FOR = '2m';
const NOT_FOUND = 404;

type Found<T> = Pick<estypes.SearchResponse<T>, 'hits' | 'aggregations'> & { readonly pit: string | undefined };
export type PointsInTime = {
  /**
   * The point in time for the next page, if it is to be asked with one. Scores depend on all products there are, so pages by
   * relevance fit together only if they are of one moment. Undefined also when the server keeps as many as it can.
   */
  forNext(byRelevance: boolean, hasNext: boolean, pit: string | undefined): Promise<string | undefined>;
  /** Searches as of a point in time while it is kept, else as of now; `pit` is what the next page is to be asked with. */
  search<T>(asked: estypes.SearchRequest, pit: string | undefined): Promise<Found<T>>;
};

/** Searches whose pages are of one moment. */
export const pointsInTime = ({ client, names, guard }: ElasticsearchStore): PointsInTime => {
  const searchNow = async <T>(asked: estypes.SearchRequest): Promise<Found<T>> => {
    const found = await guard.run('search', () => client.search<T>({ ...asked, index: names.alias }));
    return { ...found, pit: undefined };
  };
  const open = async (): Promise<string | undefined> => {
    // Pages that fit together a little less well are better than none.
    const opened = await client.openPointInTime({ index: names.alias, keep_alive: KEPT_FOR }).catch(() => undefined);
    return opened?.id;
  };
  return {
    forNext: async (byRelevance, hasNext, pit) => {
      if (hasNext) return pit ?? (byRelevance ? open() : undefined);
      // It would lapse by itself.
      if (pit !== undefined) await client.closePointInTime({ id: pit }, { ignore: [NOT_FOUND] }).catch(() => undefined);
      return undefined;
    },
    search: async <T>(asked: estypes.SearchRequest, pit: string | undefined) => {
      if (pit === undefined) return searchNow<T>(asked);
      try {
        const found = await guard.run('search', () =>
          client.search<T>({ ...asked, pit: { id: pit, keep_alive: KEPT_FOR } }),
        );
        return { ...found, pit: found.pit_id ?? pit };
      } catch (error) {
        if (!(error instanceof errors.ResponseError && error.statusCode === NOT_FOUND)) throw error;
        return searchNow<T>(asked);
      }
    },
  };
};
