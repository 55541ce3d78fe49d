import { reject, sameData, type Decider, type Decision, type Rejected } from '../../kernel/decider.ts';
import type { ProductCommand } from './commands.ts';
import { missingDeclaration } from './declarations.ts';
import { VARIANTS_MAX, type ProductDetails, type ProductEvent, type Variant } from './events.ts';
import { evolveProduct, variantOf, type Product, type ProductState } from './state.ts';

export type ProductRejection =
  | 'ProductNotFound'
  | 'ProductIdTaken'
  | 'ProductOfOtherVendor'
  | 'ProductArchived'
  | 'ProductWithoutVariants'
  | 'VariantNotFound'
  | 'VariantIdTaken'
  | 'DuplicateVariant'
  | 'TooManyVariants'
  | 'PriceAboveMrp'
  | 'InvalidQuantityRange'
  | 'InvalidDeclarations';
type Result = Decision<ProductEvent, ProductRejection>;
type Refused = Rejected<ProductRejection> | undefined;

/** Compares two variants in everything but their price. */
const sameButPrice = (variant: Variant, other: Variant): boolean =>
  sameData(variant, { ...other, pricePaise: variant.pricePaise, mrpPaise: variant.mrpPaise });
const choice = ({ colour, size }: Variant): string => `${colour ?? ''}\n${size ?? ''}`;

/** What is wrong with these variants as those of one product. */
const refusedVariants = (variants: readonly Variant[]): Refused => {
  if (variants.length > VARIANTS_MAX)
    return reject('TooManyVariants', `A product has at most ${VARIANTS_MAX} variants.`);
  const dear = variants.find(({ pricePaise, mrpPaise }) => pricePaise > mrpPaise);
  if (dear !== undefined)
    return reject('PriceAboveMrp', `The price of ${dear.sku} is above its MRP; lower the price or correct the MRP.`);
  const unbuyable = variants.find(({ quantityMin = 1, quantityMax = Infinity }) => quantityMin > quantityMax);
  if (unbuyable !== undefined)
    return reject('InvalidQuantityRange', `Nobody could buy ${unbuyable.sku}: quantityMin is above quantityMax.`);
  const distinct = (key: (variant: Variant) => string): boolean => new Set(variants.map(key)).size === variants.length;
  if (!distinct(choice)) return reject('DuplicateVariant', 'Two variants have the same colour and size.');
  if (!distinct(({ sku }) => sku)) return reject('DuplicateVariant', 'Two variants have the same SKU.');
  return distinct(({ variantId }) => variantId) ? undefined : reject('VariantIdTaken');
};

const refusedDetails = (details: ProductDetails): Refused => {
  const missing = missingDeclaration(details);
  return missing === undefined ? undefined : reject('InvalidDeclarations', missing);
};

type Whole = Extract<ProductCommand, { type: 'CreateProduct' }>['data'];
const create = ({ publish, ...product }: Whole, now: string): Result => {
  const refused = refusedDetails(product.details) ?? refusedVariants(product.variants);
  if (refused !== undefined) return refused;
  if (!publish) return [{ type: 'ProductCreated', data: product }];
  if (product.variants.length === 0) return reject('ProductWithoutVariants', 'Add a variant before publishing.');
  const { productId } = product;
  return [
    { type: 'ProductCreated', data: product },
    { type: 'ProductPublished', data: { productId, visibleFrom: now } },
  ];
};

const isRepeat = (product: ProductState, { vendorId, details, variants, publish }: Whole): boolean =>
  product.vendorId === vendorId &&
  sameData(product.details, details) &&
  sameData(product.variants, variants) &&
  (product.status === 'published') === publish;

const changeVariant = (productId: Whole['productId'], present: Variant, variant: Variant): readonly ProductEvent[] => {
  const { variantId, pricePaise, mrpPaise } = variant;
  const events: ProductEvent[] = [];
  if (!sameButPrice(present, variant))
    events.push({
      type: 'VariantChanged',
      data: { productId, variant: { ...variant, pricePaise: present.pricePaise, mrpPaise: present.mrpPaise } },
    });
  if (present.pricePaise !== pricePaise || present.mrpPaise !== mrpPaise)
    events.push({ type: 'VariantPriceChanged', data: { productId, variantId, pricePaise, mrpPaise } });
  return events;
};

const importOver = (product: ProductState, given: Whole, now: string): Result => {
  const { productId, vendorId, details, variants, publish } = given;
  if (product.vendorId !== vendorId) return reject('ProductOfOtherVendor');
  const byId = new Map(variants.map((variant) => [variant.variantId as string, variant]));
  const kept = product.variants.map((present) => byId.get(present.variantId) ?? present);
  const added = variants.filter(({ variantId }) => variantOf(product, variantId) === undefined);
  const refused = refusedDetails(details) ?? refusedVariants([...kept, ...added]);
  if (refused !== undefined) return refused;
  const events: ProductEvent[] = sameData(product.details, details)
    ? []
    : [{ type: 'ProductChanged', data: { productId, details } }];
  for (const [index, present] of product.variants.entries())
    events.push(...changeVariant(productId, present, kept[index]!));
  for (const variant of added) events.push({ type: 'VariantAdded', data: { productId, variant } });
  if (publish && product.status === 'draft' && kept.length + added.length > 0)
    events.push({ type: 'ProductPublished', data: { productId, visibleFrom: now } });
  return events;
};

type Later = Exclude<ProductCommand, { type: 'CreateProduct' | 'ImportProduct' }>;
type VariantCommand = Extract<Later, { type: `${string}Variant${string}` }>;

const changeVariants = (product: ProductState, { type, data }: VariantCommand): Result => {
  const { productId } = data;
  if (type === 'AddVariant') {
    const present = variantOf(product, data.variant.variantId);
    if (present !== undefined) return sameData(present, data.variant) ? [] : reject('VariantIdTaken');
    return refusedVariants([...product.variants, data.variant]) ?? [{ type: 'VariantAdded', data }];
  }
  const present = variantOf(product, type === 'ChangeVariant' ? data.variant.variantId : data.variantId);
  if (type === 'RemoveVariant') {
    if (present === undefined) return [];
    if (product.status === 'published' && product.variants.length === 1)
      return reject('ProductWithoutVariants', 'The last variant of a published product stays; unpublish it first.');
    return [{ type: 'VariantRemoved', data }];
  }
  if (present === undefined) return reject('VariantNotFound');
  const after =
    type === 'ChangeVariant' ? data.variant : { ...present, pricePaise: data.pricePaise, mrpPaise: data.mrpPaise };
  const all = product.variants.map((variant) => (variant === present ? after : variant));
  return refusedVariants(all) ?? changeVariant(productId, present, after);
};

const change = (product: ProductState, command: Later, now: string): Result => {
  const { type, data } = command;
  switch (type) {
    case 'ChangeProduct':
      if (sameData(product.details, data.details)) return [];
      return refusedDetails(data.details) ?? [{ type: 'ProductChanged', data }];
    case 'PublishProduct': {
      if (product.variants.length === 0) return reject('ProductWithoutVariants', 'Add a variant before publishing.');
      const visibleFrom = data.visibleFrom ?? product.visibleFrom ?? now;
      if (visibleFrom === product.visibleFrom) return [];
      return [{ type: 'ProductPublished', data: { productId: data.productId, visibleFrom } }];
    }
    case 'UnpublishProduct':
      return product.status === 'draft' ? [] : [{ type: 'ProductUnpublished', data }];
    case 'ArchiveProduct':
      return [{ type: 'ProductArchived', data }];
    default:
      return changeVariants(product, command);
  }
};

export const productDecider: Decider<Product, ProductCommand, ProductEvent, ProductRejection> = {
  initial: undefined,
  evolve: evolveProduct,
  decide: (command, product, now) => {
    const { type, data } = command;
    if (type === 'CreateProduct' || type === 'ImportProduct') {
      if (product === undefined) return create(data, now);
      if (isRepeat(product, data)) return [];
      if (product.status === 'archived') return reject('ProductArchived', 'Unpublish it to make it a draft again.');
      return type === 'CreateProduct' ? reject('ProductIdTaken') : importOver(product, data, now);
    }
    if (product === undefined) return type === 'ArchiveProduct' ? [] : reject('ProductNotFound');
    if (product.status === 'archived') {
      if (type === 'ArchiveProduct') return [];
      if (type !== 'UnpublishProduct') return reject('ProductArchived', 'Unpublish it to make it a draft again.');
    }
    return change(product, command, now);
  },
};
