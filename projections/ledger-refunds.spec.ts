import { expect, it } from 'vitest';
import { movementOf, SHOP, type LedgerEvent } from './ledger-movements.ts';

it.each([
  ['the gateway', 'rfnd_1', SHOP.gateway],
  ['the bank, when somebody sent it by hand', 'UTR 1', SHOP.bank],
  ['what a lost dispute has taken', 'disp_1', SHOP.disputes],
])('takes the money of a refund from %s', (_, reference, from) => {
  const data = { userId: 'u', amountPaise: 9, reference };
  expect(movementOf({ type: 'RefundProcessed', data } as unknown as LedgerEvent)).toEqual({
    from,
    to: 'buyer:u',
    amountPaise: 9,
  });
});
