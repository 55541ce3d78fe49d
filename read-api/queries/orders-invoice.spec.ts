import { expect, it } from 'vitest';
import { confirmed, line, NOW, orderId, placed, shipped, userId, vendors } from '../../domains/order/spec-examples.ts';
import { evolveOrder, type Order, type OrderState, type TaxDocumentRow } from '../../domains/order/index.ts';
import { contentOf } from './orders-invoice.ts';

const paidWith = (storeCreditPaise?: number): Order => {
  const order = placed([line(1)], storeCreditPaise === undefined ? {} : { storeCreditPaise });
  return [order, confirmed(order)].reduce<OrderState>(evolveOrder, undefined)!;
};
const row = (kind: 'invoice' | 'creditNote'): TaxDocumentRow => ({
  ...{ document_id: orderId, kind, number: 'INV-1', order_id: orderId, user_id: userId, vendor_id: vendors[0] },
  ...{ lines: shipped([1]).data.lines, fees: null, issued_at: NOW },
});

it('an invoice says how its goods are paid and is taxed the same, however that is', () => {
  const [plain, partly] = [undefined, 60_000].map((paise) => contentOf(row('invoice'), paidWith(paise), 'Neelam'));
  expect(plain!.paidBy).toEqual([{ name: 'Online', paise: 80_001 }]);
  expect(partly!.paidBy).toEqual([
    { name: 'Online', paise: 22_858 },
    { name: 'Store credit', paise: 57_143 },
  ]);
  expect(partly!.lines).toEqual(plain!.lines);
  expect(contentOf(row('creditNote'), paidWith(60_000), 'Neelam').paidBy).toEqual([]);
});
