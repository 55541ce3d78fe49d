import { createHash } from 'node:crypto';
import type { ProductId } from '../../../event-schemas/primitives.ts';
import { isRejected } from '../../kernel/decider.ts';
import { Refusal, type WriteContext } from '../../kernel/routes.ts';
import { product } from '../product/aggregate.ts';
import { skuBook } from './aggregate.ts';
import { normalSku, type NormalSku, type SkuClaim } from './events.ts';
import type { SkuBook } from './state.ts';

/** Never changes: another number would look for a SKU in another book. */
const BOOKS = 128;
const bucketOf = (sku: NormalSku): number => createHash('sha256').update(sku).digest().readUInt32BE(0) % BOOKS;

/** Claims are no part of the request's own ETag; sent again, they change nothing. */
type Context = Pick<WriteContext, 'aside' | 'facts'>;
type Wanted = SkuClaim & { readonly instead?: ProductId };

const byBook = <T extends SkuClaim>(claims: readonly T[]): ReadonlyMap<number, T[]> => {
  const books = new Map<number, T[]>();
  for (const claim of claims) {
    const bucket = bucketOf(claim.sku);
    books.set(bucket, [...(books.get(bucket) ?? []), claim]);
  }
  return books;
};

/** Sends a claim to each book; gives those that another product has. */
const claimIn = async (
  context: Context,
  wanted: readonly Wanted[],
): Promise<readonly { readonly claim: SkuClaim; readonly holder: ProductId }[]> => {
  const taken = [...byBook(wanted)].map(async ([bucket, claims]) => {
    const command = { type: 'ClaimSkus' as const, data: { bucket, claims } };
    const outcome = await context.aside(skuBook, command);
    if (isRejected(outcome)) throw new Refusal(outcome.rejected, outcome.detail);
    const book: SkuBook = outcome.state;
    return claims.flatMap((claim) => {
      const holder = book.get(claim.sku)?.productId;
      return holder === undefined || holder === claim.productId ? [] : [{ claim, holder: holder as ProductId }];
    });
  });
  return (await Promise.all(taken)).flat();
};

const hasSku = async (context: Pick<Context, 'facts'>, productId: ProductId, sku: NormalSku): Promise<boolean> => {
  const { state } = await context.facts(product, productId);
  return state?.variants.some((variant) => normalSku(variant.sku) === sku) === true;
};

/**
 * Claims SKUs for their products, and gives those that cannot be had. A SKU whose product turns out not to have it, because
 * its request failed or it was renamed since, changes hands.
 */
export const claimSkus = async (context: Context, claims: readonly SkuClaim[]): Promise<readonly SkuClaim[]> => {
  const taken = await claimIn(context, claims);
  if (taken.length === 0) return [];
  const again: Wanted[] = [];
  const lost: SkuClaim[] = [];
  for (const { claim, holder } of taken)
    if (await hasSku(context, holder, claim.sku)) lost.push(claim);
    else again.push({ ...claim, instead: holder });
  const stillTaken = again.length === 0 ? [] : await claimIn(context, again);
  return [...lost, ...stillTaken.map(({ claim }) => claim)];
};

/** The product that has this SKU now; undefined when none has, or it was renamed since. */
export const productOfSku = async (context: Pick<Context, 'facts'>, text: string): Promise<ProductId | undefined> => {
  const sku = normalSku(text);
  const book: SkuBook = (await context.facts(skuBook, String(bucketOf(sku)))).state;
  const productId = book.get(sku)?.productId as ProductId | undefined;
  return productId !== undefined && (await hasSku(context, productId, sku)) ? productId : undefined;
};

/** Gives back what was claimed for a change that was refused. */
export const releaseSkus = async (context: Context, claims: readonly SkuClaim[]): Promise<void> => {
  for (const [bucket, own] of byBook(claims))
    await context.aside(skuBook, { type: 'ReleaseSkus', data: { bucket, claims: own } });
};

export const skuClaims = (productId: ProductId, variants: readonly { readonly sku: string }[]): SkuClaim[] =>
  variants.map(({ sku }) => ({ sku: normalSku(sku), productId }));

/**
 * Carries out a change that brings SKUs into a product, once they are the product's own.
 * @throws Refusal SkuTaken, and those of the change
 */
export const withSkus = async <T>(
  context: Context,
  claims: readonly SkuClaim[],
  change: () => Promise<T>,
): Promise<T> => {
  const lost = await claimSkus(context, claims);
  if (lost.length > 0) {
    const names = lost.map(({ sku }) => sku).join(', ');
    throw new Refusal('SkuTaken', `Another product has ${names}; choose another SKU.`);
  }
  try {
    return await change();
  } catch (error) {
    if (error instanceof Refusal) await releaseUnused(context, claims);
    throw error;
  }
};

/** A refused change of a product that had the SKU before must not lose it. */
const releaseUnused = async (context: Context, claims: readonly SkuClaim[]): Promise<void> => {
  const unused: SkuClaim[] = [];
  for (const claim of claims) if (!(await hasSku(context, claim.productId, claim.sku))) unused.push(claim);
  await releaseSkus(context, unused);
};
