import { describe, expect, it } from 'vitest';
import { ProductId } from '../../../event-schemas/primitives.ts';
import { deciderSpec } from '../../kernel/spec.ts';
import { skuBookDecider } from './decider.ts';
import { normalSku, type SkuBookEvent } from './events.ts';

const NOW = '2026-01-01T00:01:00.000Z';
const product = (n: number) => ProductId.parse(`00000000-0000-7000-8000-00000000000${n}`);
const given = deciderSpec(skuBookDecider, NOW);
const kurta = { sku: normalSku(' k-1 '), productId: product(1) };
const saree = { sku: normalSku('S-1'), productId: product(2) };
const claimed = (claimedAt: string, ...claims: (typeof kurta)[]): SkuBookEvent => ({
  type: 'SkusClaimed',
  data: { bucket: 7, claims, claimedAt },
});
const claim = (...claims: (typeof kurta & { instead?: ProductId })[]) =>
  ({ type: 'ClaimSkus', data: { bucket: 7, claims } }) as const;

describe('a book of SKUs', () => {
  it('compares them in capitals', () => expect(kurta.sku).toBe('K-1'));
  it('gives each to one product, and the free ones of a list', () => {
    given()
      .when(claim(kurta, saree))
      .then(claimed(NOW, kurta, saree));
    given(claimed(NOW, kurta))
      .when(claim({ ...kurta, productId: product(2) }, saree))
      .then(claimed(NOW, saree));
    given()
      .when(claim(kurta, { ...kurta, productId: product(2) }))
      .then(claimed(NOW, kurta));
  });
  it('gives one to another only after a while, and only in place of the one that was looked at', () => {
    const other = { ...kurta, productId: product(2) };
    const old = claimed('2026-01-01T00:00:00.000Z', kurta);
    given(old)
      .when(claim({ ...other, instead: product(1) }))
      .then(claimed(NOW, other));
    given(old)
      .when(claim({ ...other, instead: product(3) }))
      .then();
    given(old).when(claim(other)).then();
    given(claimed('2026-01-01T00:00:00.001Z', kurta))
      .when(claim({ ...other, instead: product(1) }))
      .then();
  });
  it('takes back what the product has, and nothing else', () => {
    given(claimed(NOW, kurta))
      .when({ type: 'ReleaseSkus', data: { bucket: 7, claims: [kurta, saree] } })
      .then({ type: 'SkusReleased', data: { bucket: 7, claims: [kurta] } });
    given(claimed(NOW, kurta))
      .when({ type: 'ReleaseSkus', data: { bucket: 7, claims: [{ ...kurta, productId: product(2) }] } })
      .then();
  });
});
