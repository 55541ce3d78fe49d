import type { Instant } from '../../../event-schemas/primitives.ts';
import type { Decider } from '../../kernel/decider.ts';
import { msOf } from '../../kernel/calendar.ts';
import type { SkuBookCommand } from './commands.ts';
import type { NormalSku, SkuBookEvent } from './events.ts';
import { emptySkuBook, evolveSkuBook, type SkuBook, type SkuHolder } from './state.ts';

/** A product that does not have its SKU so long after the claim will not get it: its request has failed. */
export const CLAIM_SETTLES_MS = 60_000;

type Claim = Extract<SkuBookCommand, { type: 'ClaimSkus' }>['data']['claims'][number];
const isAbandoned = (holder: SkuHolder, { instead }: Claim, now: Instant): boolean =>
  holder.productId === instead && msOf(now) - msOf(holder.claimedAt) >= CLAIM_SETTLES_MS;

const firstOfEach = (claims: readonly Claim[]): Claim[] => {
  const seen = new Set<NormalSku>();
  return claims.filter(({ sku }) => !seen.has(sku) && seen.add(sku));
};

export const skuBookDecider: Decider<SkuBook, SkuBookCommand, SkuBookEvent, never> = {
  initial: emptySkuBook,
  evolve: evolveSkuBook,
  decide: ({ type, data }, book, now) => {
    const { bucket } = data;
    if (type === 'ReleaseSkus') {
      const claims = data.claims.filter(({ sku, productId }) => book.get(sku)?.productId === productId);
      return claims.length === 0 ? [] : [{ type: 'SkusReleased', data: { bucket, claims } }];
    }
    const free = firstOfEach(data.claims).filter((claim) => {
      const holder = book.get(claim.sku);
      return holder === undefined || isAbandoned(holder, claim, now);
    });
    const claims = free.map(({ sku, productId }) => ({ sku, productId }));
    return claims.length === 0 ? [] : [{ type: 'SkusClaimed', data: { bucket, claims, claimedAt: now } }];
  },
};
