import { v7 as uuidV7 } from 'uuid';
import type { AppendOutcome, EventStore, NewEvent } from '../../domains/kernel/event-store.ts';

const newEvent = (type: string, data: object): NewEvent => ({
  type,
  data,
  eventId: uuidV7(),
  metadata: {
    correlationId: uuidV7(),
    causationId: uuidV7(),
    actor: 'bench',
    schemaVersion: 1,
    recordedAt: new Date().toISOString(),
  },
});

/** A product as one append: made, published, and its price changed again and again. */
export const writeProduct = (store: EventStore, index: number, changes: number): Promise<AppendOutcome> => {
  const productId = uuidV7();
  const variantId = uuidV7();
  const variant = { variantId, sku: `K-${index}`, pricePaise: 100_000, mrpPaise: 200_000, active: true };
  const details = {
    name: `Kurta ${index}`,
    slug: `kurta-${productId}`,
    brand: `Brand ${index % 7}`,
    categoryIds: [],
    images: [],
    videos: [],
    tags: [],
    attributes: {},
    hsnCode: '6204',
  };
  return store.append(`product-${productId}`, -1n, [
    newEvent('ProductCreated', { productId, vendorId: uuidV7(), details, variants: [variant] }),
    newEvent('ProductPublished', { productId, visibleFrom: new Date().toISOString() }),
    ...Array.from({ length: changes }, (_, change) =>
      newEvent('VariantPriceChanged', { productId, variantId, pricePaise: 99_999 - change, mrpPaise: 200_000 }),
    ),
  ]);
};
