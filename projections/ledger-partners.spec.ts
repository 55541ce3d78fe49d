import { expect, it } from 'vitest';
import { seller, SHOP, type SellerEvent } from './ledger-partners.ts';

const legs = (type: SellerEvent['type']) =>
  seller({ type, data: { resellerId: 'r', marginPaise: 9 } } as unknown as SellerEvent);

it('owes a margin to whoever resold the goods, out of their sale, until they come back', () => {
  expect(legs('ResellerMarginEarned')).toEqual({ from: 'reseller:r', to: SHOP.sales, amountPaise: 9 });
  expect(legs('ResellerMarginReversed')).toEqual({ from: SHOP.sales, to: 'reseller:r', amountPaise: 9 });
});
