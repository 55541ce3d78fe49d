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
    expect(documents[0].supply).toBe('B2C');
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
  type Shelf = { variantId: string; onHand: number };
  type Made = { productId: string; variantId: string };
  /** Another size of the same colour. */
  const otherSize = async (size: string, pricePaise: number): Promise<Made> => {
    const path = `/products/${article.productId}/variants`;
    const made = ok(await desk.asOwner('POST', path, { size, colour: 'Blue', pricePaise, mrpPaise: 200_000 }));
    const { variantId } = (made.body.variants as (Made & { size: string })[]).find((one) => one.size === size)!;
    return { productId: article.productId, variantId };
  };
  it('for another piece is no way to a dearer one', async () => {
    const { buyer, id, lineId } = await delivered();
    const asked = async ({ variantId: wantedVariantId }: Made) => {
      const lines = [{ lineId, quantity: 1, wantedVariantId }];
      return buyer.post(`/orders/${id}/returns`, { ...ask, kind: 'replacement', lines });
    };
    const dearer = await asked(await otherSize('XXL', 60_001));
    expect(dearer).toMatchObject({ status: 409, body: { code: 'ReplacementPriceDiffers' } });
    expect((await buyer.get(`/orders/${id}`)).body.returns).toEqual([]);
    ok(await asked(await otherSize('L', 60_000)));
  });
  it('of a piece that was exchanged puts that piece back on its shelf', async () => {
    const small = await otherSize('S', 60_000);
    const lines = [{ variantId: small.variantId, quantity: 3 }];
    ok(await desk.asOwner('POST', `/products/${small.productId}/inventory`, { lines }));
    const onHand = async () => {
      await system.settled();
      const path = `/products/${small.productId}/inventory`;
      const { variants } = ok(await system.call('GET', path, { token: shop.ownerToken }), 200).body as {
        variants: Shelf[];
      };
      const of = (id: string) => variants.find((one) => one.variantId === id);
      return { bought: of(article.variantId)!.onHand, small: of(small.variantId)!.onHand };
    };
    const start = await onHand();
    const { buyer, id, lineId } = await delivered();
    const swapped = [{ lineId, quantity: 1, wantedVariantId: small.variantId }];
    const swap = ok(await buyer.post(`/orders/${id}/returns`, { ...ask, kind: 'replacement', lines: swapped }));
    await received(id, swap.body.id);
    const statusOfSwap = async () => (await buyer.get(`/orders/${id}`)).body.returns[0].status;
    await expect.poll(statusOfSwap, { timeout: 20_000 }).toBe('replacementPreparing');
    ok(await desk.asAdmin('PUT', `/orders/${id}/returns/${swap.body.id}/status`, { status: 'completed' }), 200);
    expect(await onHand()).toEqual({ bought: start.bought, small: 2 });
    const back = ok(await buyer.post(`/orders/${id}/returns`, { ...ask, lines: [{ lineId, quantity: 1 }] }));
    await received(id, back.body.id);
    await desk.refundedTo(buyer, id, 60_000);
    expect(await onHand()).toEqual({ bought: start.bought, small: 3 });
  });
  it('is refused after a week', async () => {
    const { buyer, id, lineId } = await delivered();
    system.advance(7 * 86_400_000);
    const late = await buyer.post(`/orders/${id}/returns`, { ...ask, lines: [{ lineId, quantity: 1 }] });
    expect([401, 409]).toContain(late.status);
  });
});
