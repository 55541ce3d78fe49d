import { describe, it } from 'vitest';
import { ProductId, VariantId, VendorId } from '../../../event-schemas/primitives.ts';
import { deciderSpec } from '../../kernel/spec.ts';
import type { ProductCommand } from './commands.ts';
import { productDecider } from './decider.ts';
import { VARIANTS_MAX, type ProductDetails, type ProductEvent, type Variant } from './events.ts';

const uuid = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const productId = ProductId.parse(uuid(1));
const vendorId = VendorId.parse(uuid(2));
const now = '2026-01-01T00:00:00.000Z';
const details: ProductDetails = {
  name: 'Kurta',
  slug: 'kurta-1',
  brand: 'Neelam',
  categoryIds: [],
  images: [],
  videos: [],
  tags: [],
  attributes: {},
  hsnCode: '6211',
};
const variant = (n: number, more: Partial<Variant> = {}): Variant => ({
  variantId: VariantId.parse(uuid(10 + n)),
  sku: `SKU-${n}`,
  size: `S${n}`,
  pricePaise: 80_000,
  mrpPaise: 100_000,
  active: true,
  ...more,
});
const one = variant(1);
const two = variant(2);
const whole = { productId, vendorId, details, variants: [one] };
const create = (publish = false, more: object = {}): ProductCommand => ({
  type: 'CreateProduct',
  data: { ...whole, publish, ...more },
});
const imports = (publish: boolean, more: object = {}): ProductCommand => ({
  type: 'ImportProduct',
  data: { ...whole, publish, ...more },
});
const created: ProductEvent = { type: 'ProductCreated', data: whole };
const published: ProductEvent = { type: 'ProductPublished', data: { productId, visibleFrom: now } };
const archived: ProductEvent = { type: 'ProductArchived', data: { productId } };
const given = deciderSpec(productDecider, now);
const change = (more: Partial<ProductDetails>): ProductCommand => ({
  type: 'ChangeProduct',
  data: { productId, details: { ...details, ...more } },
});
const price = (pricePaise: number, mrpPaise = 100_000): ProductCommand => ({
  type: 'ChangeVariantPrice',
  data: { productId, variantId: one.variantId, pricePaise, mrpPaise },
});

describe('a product', () => {
  it('is created as a draft or published at once', () => {
    given().when(create()).then(created);
    given().when(create(true)).then(created, published);
  });
  it('refuses another product under its id', () =>
    given(created)
      .when(create(false, { details: { ...details, name: 'Saree' } }))
      .rejects('ProductIdTaken'));
  it('is not published without anything to buy', () => {
    given()
      .when(create(true, { variants: [] }))
      .rejects('ProductWithoutVariants');
    given({ type: 'ProductCreated', data: { ...whole, variants: [] } })
      .when({ type: 'PublishProduct', data: { productId } })
      .rejects('ProductWithoutVariants');
  });
  it('is published now or from a day on, and made a draft again', () => {
    given(created).when({ type: 'PublishProduct', data: { productId } }).then(published);
    const soon = '2026-02-01T00:00:00.000Z';
    given(created, published)
      .when({ type: 'PublishProduct', data: { productId, visibleFrom: soon } })
      .then({ type: 'ProductPublished', data: { productId, visibleFrom: soon } });
    given(created, published)
      .when({ type: 'UnpublishProduct', data: { productId } })
      .then({ type: 'ProductUnpublished', data: { productId } });
  });
  it('changes what is said about it', () =>
    given(created)
      .when(change({ name: 'Long kurta' }))
      .then({ type: 'ProductChanged', data: { productId, details: { ...details, name: 'Long kurta' } } }));
  it('is archived for good until it is made a draft', () => {
    given(created).when({ type: 'ArchiveProduct', data: { productId } }).then(archived);
    given(created, archived)
      .when(change({ name: 'x' }))
      .rejects('ProductArchived');
    given(created, archived).when(imports(true)).rejects('ProductArchived');
    given(created, archived)
      .when({ type: 'UnpublishProduct', data: { productId } })
      .then({ type: 'ProductUnpublished', data: { productId } });
  });
  it('must exist to be changed, and nothing is left to archive when it does not', () => {
    given().when(change({})).rejects('ProductNotFound');
    given().when({ type: 'ArchiveProduct', data: { productId } }).then();
  });
});

describe('its variants', () => {
  it('never cost more than their MRP', () => {
    given()
      .when(create(false, { variants: [variant(1, { pricePaise: 100_001 })] }))
      .rejects('PriceAboveMrp');
    given(created).when(price(100_001)).rejects('PriceAboveMrp');
    given(created)
      .when(price(100_000))
      .then({
        type: 'VariantPriceChanged',
        data: { productId, variantId: one.variantId, pricePaise: 100_000, mrpPaise: 100_000 },
      });
  });
  it('differ in colour or size, in SKU and in id', () => {
    const add = (other: Variant): ProductCommand => ({ type: 'AddVariant', data: { productId, variant: other } });
    given(created)
      .when(add(two))
      .then({ type: 'VariantAdded', data: { productId, variant: two } });
    given(created)
      .when(add(variant(2, { size: 'S1' })))
      .rejects('DuplicateVariant');
    given(created)
      .when(add(variant(2, { sku: 'SKU-1' })))
      .rejects('DuplicateVariant');
    given(created)
      .when(add(variant(1, { size: 'other' })))
      .rejects('VariantIdTaken');
  });
  it('are bounded', () =>
    given()
      .when(create(false, { variants: Array.from({ length: VARIANTS_MAX + 1 }, (_, n) => variant(n)) }))
      .rejects('TooManyVariants'));
  it('change in price and otherwise as two facts', () => {
    const next = { ...one, colour: 'Blue', pricePaise: 70_000 };
    given(created)
      .when({ type: 'ChangeVariant', data: { productId, variant: next } })
      .then(
        { type: 'VariantChanged', data: { productId, variant: { ...next, pricePaise: 80_000 } } },
        {
          type: 'VariantPriceChanged',
          data: { productId, variantId: one.variantId, pricePaise: 70_000, mrpPaise: 100_000 },
        },
      );
    given(created)
      .when({ type: 'ChangeVariant', data: { productId, variant: two } })
      .rejects('VariantNotFound');
  });
  it('are removed, but not the last one of a published product', () => {
    const remove: ProductCommand = { type: 'RemoveVariant', data: { productId, variantId: one.variantId } };
    const removed: ProductEvent = { type: 'VariantRemoved', data: { productId, variantId: one.variantId } };
    given(created).when(remove).then(removed);
    given(created, published).when(remove).rejects('ProductWithoutVariants');
  });
});

describe('an import', () => {
  it('creates and publishes in one go, and changes nothing when repeated', () => {
    given().when(imports(true)).then(created, published);
    given(created, published).when(imports(true)).then();
  });
  it('records each difference and removes nothing', () =>
    given(created)
      .when(
        imports(true, { details: { ...details, name: 'New' }, variants: [{ ...two }, { ...one, pricePaise: 70_000 }] }),
      )
      .then(
        { type: 'ProductChanged', data: { productId, details: { ...details, name: 'New' } } },
        {
          type: 'VariantPriceChanged',
          data: { productId, variantId: one.variantId, pricePaise: 70_000, mrpPaise: 100_000 },
        },
        { type: 'VariantAdded', data: { productId, variant: two } },
        published,
      ));
  it('does not take over a product of another vendor', () =>
    given(created)
      .when(imports(true, { vendorId: VendorId.parse(uuid(9)) }))
      .rejects('ProductOfOtherVendor'));
  it('refuses a price above the MRP there too', () =>
    given(created)
      .when(imports(true, { variants: [{ ...one, mrpPaise: 10 }] }))
      .rejects('PriceAboveMrp'));
});
