import { expect, it } from 'vitest';
import { ProductId, VariantId, VendorId } from '../../../event-schemas/primitives.ts';
import { deciderSpec } from '../../kernel/spec.ts';
import { Declarations } from './declarations.ts';
import { productDecider } from './decider.ts';
import { ProductDetails, type Variant } from './events.ts';

const uuid = (n: number) => `00000000-0000-7000-8000-00000000000${n}`;
const productId = ProductId.parse(uuid(1));
const given = deciderSpec(productDecider, '2026-01-01T00:00:00.000Z');
const plain = ProductDetails.parse({
  ...{ name: 'Kurta', slug: 'kurta-1', brand: 'Neelam', hsnCode: '6211' },
  ...{ categoryIds: [], images: [], videos: [], tags: [], attributes: {} },
});
const whole = { productId, vendorId: VendorId.parse(uuid(2)), details: plain, variants: [] as Variant[] };
const created = { type: 'ProductCreated', data: whole } as const;
const party = { name: 'Neelam Textiles', address: '1 Mill Road, Jaipur 302001' };
const declarations = Declarations.parse({
  commodity: 'Kurta',
  netQuantity: { value: 1, unit: 'piece' },
  manufacturer: party,
  customerCare: 'care@neelam.example',
});
const withImporter = { ...declarations, importer: party };
const details = (more: Partial<ProductDetails>): ProductDetails => ({ ...plain, ...more });

it.each([
  { countryOfOrigin: 'India', declarations },
  { countryOfOrigin: 'IN', declarations },
  { countryOfOrigin: 'Italy', declarations: withImporter },
  { countryOfOrigin: 'Italy' },
])('a product from $countryOfOrigin is declared', (more) => {
  const data = { productId, details: details(more) };
  given(created).when({ type: 'ChangeProduct', data }).then({ type: 'ProductChanged', data });
});

it.each([{ declarations }, { countryOfOrigin: 'Italy', declarations }])(
  'a product lacks a country, or an importer where that is abroad',
  (more) => {
    const all = { ...whole, details: details(more), publish: false };
    given(created)
      .when({ type: 'ChangeProduct', data: { productId, details: all.details } })
      .rejects('InvalidDeclarations');
    given(created).when({ type: 'ImportProduct', data: all }).rejects('InvalidDeclarations');
    given().when({ type: 'CreateProduct', data: all }).rejects('InvalidDeclarations');
  },
);

it('a variant can be bought in some number of pieces', () => {
  const limited = (quantityMin: number, quantityMax: number) => ({
    ...{ variantId: VariantId.parse(uuid(3)), sku: 'K-1', pricePaise: 1, mrpPaise: 1, active: true },
    ...{ quantityMin, quantityMax },
  });
  const add = (variant: Variant) => ({ type: 'AddVariant', data: { productId, variant } }) as const;
  given(created)
    .when(add(limited(3, 2)))
    .rejects('InvalidQuantityRange');
  given(created)
    .when(add(limited(3, 3)))
    .then({ type: 'VariantAdded', data: { productId, variant: limited(3, 3) } });
});

it('net quantities are whole numbers of a unit of the law', () => {
  for (const netQuantity of [
    { value: 0.5, unit: 'piece' },
    { value: 1, unit: 'box' },
    { value: 0, unit: 'g' },
  ])
    expect(Declarations.safeParse({ ...declarations, netQuantity }).success).toBe(false);
});
