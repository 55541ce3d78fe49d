import type { Recorded } from '../../../event-schemas/primitives.ts';
import { defineProjection } from '../../kernel/projection.ts';
import type { ProductEvent } from './events.ts';
import { evolveProduct, type ProductState } from './state.ts';

/** From when a variant had a price; the last entry of a variant is its price now. */
export type PricePoint = {
  readonly variantId: string;
  readonly pricePaise: number;
  readonly mrpPaise: number;
  readonly since: string;
};
export type ProductRow = {
  readonly product_id: string;
  readonly vendor_id: string;
  readonly slug: string;
  readonly status: ProductState['status'];
  /** From when readers see it; null while it is not published. */
  readonly visible_from: string | null;
  readonly product: ProductState;
  readonly prices: readonly PricePoint[];
  readonly revision: number;
  /** Log position of its creation, which is unique. */
  readonly created: number;
  readonly created_at: string;
  readonly changed_at: string;
};

/** The newest changes of price that are kept for the history. */
export const PRICE_POINTS_MAX = 500;

const newPrices = (event: ProductEvent): readonly Omit<PricePoint, 'since'>[] => {
  const point = ({ variantId, pricePaise, mrpPaise }: Omit<PricePoint, 'since'>) => ({
    variantId,
    pricePaise,
    mrpPaise,
  });
  switch (event.type) {
    case 'ProductCreated':
      return event.data.variants.map(point);
    case 'VariantAdded':
      return [point(event.data.variant)];
    case 'VariantPriceChanged':
      return [point(event.data)];
    default:
      return [];
  }
};

const evolve = (row: ProductRow | undefined, event: Recorded<ProductEvent>): ProductRow => {
  const product = evolveProduct(row?.product, event)!;
  const { recordedAt } = event.metadata;
  const since = newPrices(event).map((point) => ({ ...point, since: recordedAt }));
  return {
    product_id: event.data.productId,
    vendor_id: product.vendorId,
    slug: product.details.slug,
    status: product.status,
    visible_from: product.visibleFrom ?? null,
    product,
    prices: since.length === 0 ? row!.prices : [...(row?.prices ?? []), ...since].slice(-PRICE_POINTS_MAX),
    revision: Number(event.revision),
    created: row?.created ?? Number(event.position),
    created_at: row?.created_at ?? recordedAt,
    changed_at: recordedAt,
  };
};

/** The whole product in one row: its page, its vendor's editor and its price history. */
export const productProjection = defineProjection<ProductEvent, ProductRow>({
  service: 'catalogue',
  name: 'product',
  version: 1,
  columns: {
    product_id: 'uuid',
    vendor_id: 'uuid',
    slug: 'text',
    status: 'text',
    visible_from: 'text',
    product: 'jsonb',
    prices: 'jsonb',
    revision: 'bigint',
    created: 'bigint',
    created_at: 'text',
    changed_at: 'text',
  },
  key: 'product_id',
  indexes: ['(slug)', '(vendor_id, created desc)'],
  handles: [
    'ProductCreated',
    'ProductChanged',
    'VariantAdded',
    'VariantChanged',
    'VariantPriceChanged',
    'VariantRemoved',
    'ProductPublished',
    'ProductUnpublished',
    'ProductArchived',
  ],
  keysOf: ({ data }) => [data.productId],
  evolve,
});
