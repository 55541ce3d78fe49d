import { z } from 'zod';
import { Instant, Paise, ProductId, VariantId } from '../../../event-schemas/primitives.ts';
import { readRoute, Refusal, writeRoute, type WriteContext } from '../../kernel/routes.ts';
import { requireVendor, type Access } from '../vendor/access.ts';
import { requireOffered, RETIRED_REFUSALS } from '../option-list/retired.ts';
import { skuClaims, withSkus } from '../sku-book/claims.ts';
import { product } from './aggregate.ts';
import { DetailsBody, detailsOf, productBody, VariantBody, variantFrom, wholeProduct } from './bodies.ts';
import type { ProductCommand } from './commands.ts';
import { variantOf, type Product, type ProductState } from './state.ts';
import { ProductDetails, Variant } from './events.ts';

const One = z.object({ id: ProductId });
const OneVariant = z.object({ id: ProductId, variantId: VariantId });
const Managed = z.object({
  id: ProductId,
  vendorId: z.string(),
  status: z.enum(['draft', 'published', 'archived']),
  visibleFrom: Instant.nullable(),
  details: ProductDetails,
  variants: z.array(Variant),
});
const route = { tag: 'Products', allow: ['admin', 'vendor', 'service'], params: One, reply: Managed } as const;
const NOT_MINE = ['ProductNotFound', 'NotYourVendor', 'VendorSuspended', 'ProductArchived'] as const;

const managed = (id: ProductId, state: Product): z.infer<typeof Managed> => {
  const { vendorId, status, visibleFrom, details, variants } = state!;
  return { id, vendorId, status, visibleFrom: visibleFrom ?? null, details, variants: [...variants] };
};

/** The product, once it is sure that the caller may change it. */
export const requireProduct = async (id: string, context: Access): Promise<ProductState> => {
  const { state } = await context.facts(product, id);
  if (state === undefined) throw new Refusal('ProductNotFound');
  await requireVendor(state.vendorId, context);
  return state;
};
const REFUSED_VARIANTS = [
  ...['PriceAboveMrp', 'DuplicateVariant', 'InvalidQuantityRange', 'SkuTaken'],
  ...RETIRED_REFUSALS,
] as const;
const send = async (command: ProductCommand, context: WriteContext): Promise<z.infer<typeof Managed>> =>
  managed(command.data.productId, (await context.send(product, command)).state);

const products = [
  writeRoute({
    ...route,
    method: 'POST',
    path: '/products',
    summary: 'Add a product with its variants, as a draft or published',
    status: 201,
    params: z.object({}),
    body: productBody,
    refusals: ['VendorNotFound', 'NotYourVendor', 'ProductIdTaken', 'InvalidDeclarations', ...REFUSED_VARIANTS],
    run: async ({ body: { id, ...body } }, context) => {
      await requireVendor(body.vendorId, context);
      const productId = id ?? ProductId.parse(context.newId('product'));
      const data = wholeProduct(productId, body);
      await requireOffered(context, productId, data.variants);
      const claims = skuClaims(productId, data.variants);
      return withSkus(context, claims, () => send({ type: 'CreateProduct', data }, context));
    },
  }),
  writeRoute({
    ...route,
    method: 'PUT',
    path: '/products/:id',
    summary: 'Change what is said about a product; its variants stay as they are',
    body: DetailsBody,
    refusals: [...NOT_MINE, 'InvalidDeclarations'],
    run: async ({ params: { id }, body }, context) => {
      await requireProduct(id, context);
      return send({ type: 'ChangeProduct', data: { productId: id, details: detailsOf(id, body) } }, context);
    },
  }),
  writeRoute({
    ...route,
    method: 'DELETE',
    path: '/products/:id',
    summary: 'Archive a product: it can no longer be bought, and past orders still know it',
    refusals: NOT_MINE,
    run: async ({ params: { id } }, context) => {
      await requireProduct(id, context);
      return send({ type: 'ArchiveProduct', data: { productId: id } }, context);
    },
  }),
  writeRoute({
    ...route,
    method: 'POST',
    path: '/products/:id/publication',
    summary: 'Publish a product now, or from a given time on',
    body: z.object({ visibleFrom: Instant.optional() }),
    refusals: [...NOT_MINE, 'ProductWithoutVariants'],
    run: async ({ params: { id }, body: { visibleFrom } }, context) => {
      await requireProduct(id, context);
      const data = { productId: id, ...(visibleFrom === undefined ? {} : { visibleFrom }) };
      return send({ type: 'PublishProduct', data }, context);
    },
  }),
  writeRoute({
    ...route,
    method: 'DELETE',
    path: '/products/:id/publication',
    summary: 'Make a product a draft again',
    refusals: NOT_MINE,
    run: async ({ params: { id } }, context) => {
      await requireProduct(id, context);
      return send({ type: 'UnpublishProduct', data: { productId: id } }, context);
    },
  }),
];

const VARIANT_REFUSALS = [...NOT_MINE, 'VariantNotFound', ...REFUSED_VARIANTS] as const;
const variants = [
  writeRoute({
    ...route,
    method: 'POST',
    path: '/products/:id/variants',
    summary: 'Add a size or colour',
    status: 201,
    body: VariantBody,
    refusals: [...VARIANT_REFUSALS, 'VariantIdTaken', 'TooManyVariants'],
    run: async ({ params: { id }, body }, context) => {
      const variant = variantFrom(id, (await requireProduct(id, context)).details.externalId, body);
      await requireOffered(context, id, [variant]);
      const claims = skuClaims(id, [variant]);
      return withSkus(context, claims, () => send({ type: 'AddVariant', data: { productId: id, variant } }, context));
    },
  }),
  writeRoute({
    ...route,
    method: 'PUT',
    path: '/products/:id/variants/:variantId',
    summary: 'Change a variant, its price included',
    params: OneVariant,
    body: VariantBody.omit({ variantId: true }),
    refusals: VARIANT_REFUSALS,
    run: async ({ params: { id, variantId }, body }, context) => {
      const state = await requireProduct(id, context);
      const sku = body.sku ?? variantOf(state, variantId)?.sku;
      const given = { ...body, variantId, ...(sku === undefined ? {} : { sku }) };
      const variant = variantFrom(id, state.details.externalId, given);
      await requireOffered(context, id, [variant]);
      const claims = skuClaims(id, [variant]);
      return withSkus(context, claims, () =>
        send({ type: 'ChangeVariant', data: { productId: id, variant } }, context),
      );
    },
  }),
  writeRoute({
    ...route,
    method: 'PUT',
    path: '/products/:id/variants/:variantId/price',
    summary: 'Change the price of a variant; it may not be above the MRP',
    params: OneVariant,
    body: z.object({ pricePaise: Paise.min(1), mrpPaise: Paise.min(1) }),
    refusals: VARIANT_REFUSALS,
    run: async ({ params: { id, variantId }, body }, context) => {
      await requireProduct(id, context);
      return send({ type: 'ChangeVariantPrice', data: { productId: id, variantId, ...body } }, context);
    },
  }),
  writeRoute({
    ...route,
    method: 'DELETE',
    path: '/products/:id/variants/:variantId',
    summary: 'Remove a variant',
    params: OneVariant,
    refusals: [...NOT_MINE, 'ProductWithoutVariants'],
    run: async ({ params: { id, variantId } }, context) => {
      await requireProduct(id, context);
      return send({ type: 'RemoveVariant', data: { productId: id, variantId } }, context);
    },
  }),
];
export const productWrites = [...products, ...variants];

export const productReads = [
  readRoute({
    path: '/products/:id/manage',
    tag: 'Products',
    summary: 'A product as its vendor sees it, drafts and costs included',
    allow: ['admin', 'vendor', 'service'],
    params: One,
    reply: Managed,
    projections: [],
    run: async ({ params: { id } }, context) => managed(id, await requireProduct(id, context)),
  }),
];
