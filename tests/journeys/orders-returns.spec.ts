import { describe, expect, it } from 'vitest';
import { v7 as uuidV7 } from 'uuid';
import { openedShop } from '../support/opened-shop.ts';
import { buyAndPay, newBuyer, ok } from '../support/purchase.ts';

const { system, shop, article, desk } = await openedShop();

describe('a return', () => {
  const ask = { kind: 'refund', reason: 'defective', unboxingVideoId: uuidV7() };
  const delivered = async (quantity = 1) => {
    const { buyer, id } = await desk.confirmed(quantity);
    await desk.shipped(id);
    ok(await desk.asOwner('POST', `/orders/${id}/deliver`));
    const lineId = (await buyer.get(`/orders/${id}`)).body.lines[0].id as string;
    return { buyer, id, lineId };
  };
  const received = async (id: string, returnId: string) => {
    for (const status of ['approved', 'receivedAtWarehouse'])
      ok(await desk.asAdmin('PUT', `/orders/${id}/returns/${returnId}/status`, { status }), 200);
    return ok(await desk.asAdmin('POST', `/orders/${id}/returns/${returnId}/accept`, { restock: true }));
  };

  it('of some pieces pays for those, and of the rest for the rest', async () => {
    const { buyer, id, lineId } = await delivered(2);
    for (const [part, status] of [
      [60_000, 'partially_returned'],
      [120_000, 'returned'],
    ] as const) {
      const asked = ok(await buyer.post(`/orders/${id}/returns`, { ...ask, lines: [{ lineId, quantity: 1 }] }));
      await received(id, asked.body.id);
      await desk.refundedTo(buyer, id, part);
      expect(await desk.statusOf(buyer, id)).toBe(status);
    }
    await system.settled();
    const documents = ok(await buyer.get(`/orders/${id}/invoices`), 200).body.documents;
    expect(documents.map(({ kind }: { kind: string }) => kind)).toEqual(['invoice', 'creditNote', 'creditNote']);
    expect(documents.map(({ total }: { total: { amount: number } }) => total.amount)).toEqual([
      120_000, 60_000, 60_000,
    ]);
    const pdf = await buyer.get(`/orders/${id}/invoices/${documents[0].id}`);
    expect(pdf.headers.get('content-type')).toBe('application/pdf');
    expect(String(pdf.body).slice(0, 5)).toBe('%PDF-');
  });
  it('of the last piece for a fault of ours pays the delivery fee back, and credits it', async () => {
    const cheap = await shop.sell(1, 40_000);
    const buyer = await newBuyer(system);
    const { orderId: id } = (await buyAndPay(buyer, system, cheap)).body;
    await desk.shipped(id);
    ok(await desk.asOwner('POST', `/orders/${id}/deliver`));
    const lineId = (await buyer.get(`/orders/${id}`)).body.lines[0].id as string;
    const asked = ok(await buyer.post(`/orders/${id}/returns`, { ...ask, lines: [{ lineId, quantity: 1 }] }));
    await received(id, asked.body.id);
    await desk.refundedTo(buyer, id, 44_000);
    await system.settled();
    const { documents } = ok(await buyer.get(`/orders/${id}/invoices`), 200).body;
    expect(documents).toMatchObject([
      { kind: 'invoice', total: { amount: 44_000 } },
      { kind: 'creditNote', total: { amount: 44_000 } },
    ]);
  });
  it('for another piece sends one, when there is one', async () => {
    const { buyer, id, lineId } = await delivered();
    const before = await shop.stockOf(article);
    const body = { ...ask, kind: 'replacement', lines: [{ lineId, quantity: 1 }] };
    const asked = ok(await buyer.post(`/orders/${id}/returns`, body));
    await received(id, asked.body.id);
    await expect
      .poll(async () => (await buyer.get(`/orders/${id}`)).body.returns[0].status, { timeout: 20_000 })
      .toBe('replacementPreparing');
    await system.settled();
    expect(await shop.stockOf(article)).toMatchObject({ onHand: before.onHand, reserved: before.reserved });
  });
  it('for another piece is no way to a dearer one', async () => {
    const { buyer, id, lineId } = await delivered();
    const path = `/products/${article.productId}/variants`;
    const variant = (size: string, pricePaise: number) =>
      desk.asOwner('POST', path, { size, colour: 'Blue', pricePaise, mrpPaise: 200_000 });
    const asked = async (made: { body: { variants: { variantId: string; size: string }[] } }, size: string) => {
      const wantedVariantId = made.body.variants.find((one) => one.size === size)!.variantId;
      const lines = [{ lineId, quantity: 1, wantedVariantId }];
      return buyer.post(`/orders/${id}/returns`, { ...ask, kind: 'replacement', lines });
    };
    const dearer = await asked(ok(await variant('XXL', 60_001)), 'XXL');
    expect(dearer).toMatchObject({ status: 409, body: { code: 'ReplacementPriceDiffers' } });
    expect((await buyer.get(`/orders/${id}`)).body.returns).toEqual([]);
    ok(await asked(ok(await variant('L', 60_000)), 'L'));
  });
  it('is refused after a week', async () => {
    const { buyer, id, lineId } = await delivered();
    system.advance(7 * 86_400_000);
    const late = await buyer.post(`/orders/${id}/returns`, { ...ask, lines: [{ lineId, quantity: 1 }] });
    expect([401, 409]).toContain(late.status);
  });
});
