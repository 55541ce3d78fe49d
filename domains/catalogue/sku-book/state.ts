import { Map } from 'immutable';
import type { Instant } from '../../../event-schemas/primitives.ts';
import type { NormalSku, SkuBookEvent } from './events.ts';

export type SkuHolder = { readonly productId: string; readonly claimedAt: Instant };
/** Who has which SKU. A persistent map, since a book grows by a few at a time and a fold never changes in place. */
export type SkuBook = Map<NormalSku, SkuHolder>;
export const emptySkuBook: SkuBook = Map();

export const evolveSkuBook = (book: SkuBook, { type, data }: SkuBookEvent): SkuBook =>
  book.withMutations((changing) => {
    for (const { sku, productId } of data.claims)
      if (type === 'SkusClaimed') changing.set(sku, { productId, claimedAt: data.claimedAt });
      else changing.delete(sku);
  });
