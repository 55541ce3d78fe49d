import { afterAll, describe, expect, it } from 'vitest';
import { startShop } from './spec-shop.ts';

const { simulators, ask, good, newOrder, pay } = await startShop();
afterAll(() => simulators.stop());

const order = { amount: 50_000, currency: 'INR' };

describe('the wire format', () => {
  it('answers an order as the vendor does', async () => {
    expect(await good('POST', '/v1/orders', { ...order, receipt: 'r-1' })).toEqual({
      id: expect.stringMatching(/^order_[A-Za-z0-9]{14}$/) as string,
      entity: 'order',
      amount: 50_000,
      amount_paid: 0,
      amount_due: 50_000,
      currency: 'INR',
      receipt: 'r-1',
      offer_id: null,
      status: 'created',
      attempts: 0,
      notes: [],
      created_at: expect.any(Number) as number,
    });
  });

  it.each([
    [{ ...order, colour: 'red' }, 'colour is/are not required and should not be sent'],
    [{ ...order, payment: { capture: 'manual', x: 1 } }, 'payment.x is/are not required and should not be sent'],
    [{ ...order, amount: 99 }, 'Order amount less than minimum amount allowed'],
    [{ ...order, amount: 100.5 }, 'The amount must be an integer.'],
    [{ currency: 'INR' }, 'The amount field is required.'],
    [{ ...order, currency: 'XYZ' }, 'Currency is not supported'],
    [{ ...order, receipt: 'r'.repeat(41) }, 'The receipt may not be greater than 40 characters.'],
  ])('refuses %j', async (body, description) => {
    const answer = await ask('POST', '/v1/orders', body);
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'BAD_REQUEST_ERROR', description } } });
  });

  it('refuses other credentials', async () => {
    const answer = await ask('GET', '/v1/orders', undefined, { authorization: 'Basic eDp5' });
    expect(answer).toMatchObject({ status: 401, body: { error: { code: 'BAD_REQUEST_ERROR' } } });
  });

  it('refuses a receipt that was used', async () => {
    await good('POST', '/v1/orders', { ...order, receipt: 'once' });
    const answer = await ask('POST', '/v1/orders', { ...order, receipt: 'once' });
    expect(answer).toMatchObject({ status: 400, body: { error: { field: 'receipt' } } });
    expect(await good('GET', '/v1/orders?receipt=once')).toMatchObject({ entity: 'collection', count: 1 });
  });

  it('edits nothing but the notes of an order', async () => {
    const id = await newOrder();
    expect(await good('PATCH', `/v1/orders/${id}`, { notes: { a: 'b' } })).toMatchObject({ notes: { a: 'b' } });
    expect((await ask('PATCH', `/v1/orders/${id}`, { amount: 1 })).status).toBe(400);
  });

  it('pages lists by time, count and skip, newest first', async () => {
    const ids = [await pay(), await pay(), await pay()];
    const page = await good('GET', '/v1/payments?count=2&skip=1');
    expect(page).toMatchObject({ count: 2, items: [{ id: ids[1] }, { id: ids[0] }] });
    expect(await good('GET', '/v1/payments?to=1')).toEqual({ entity: 'collection', count: 0, items: [] });
    expect((await ask('GET', '/v1/payments?count=101')).status).toBe(400);
  });

  it('finds orders by whether a payment of them is authorized', async () => {
    const orderId = await newOrder();
    await pay({ orderId, outcome: 'authorized' });
    expect(await good('GET', '/v1/orders?authorized=1')).toMatchObject({
      items: [{ id: orderId, status: 'attempted' }],
    });
  });

  it.each([
    ['rate-limited', 429],
    ['server-error', 500],
    ['refused', 400],
    ['in-progress', 409],
  ])('has the fault %s for as many calls as asked, then none', async (fault, status) => {
    const faults = await good('POST', '/faults', { call: 'orders.create', fault, times: 2, retryAfterSeconds: 7 });
    expect(faults).toEqual({ faults: [{ call: 'orders.create', fault, left: 2 }] });
    const first = await ask('POST', '/v1/orders', order);
    expect(first.status).toBe(status);
    expect(first.headers.get('retry-after')).toBe(fault === 'rate-limited' ? '7' : null);
    expect((await ask('GET', '/v1/orders')).status).toBe(200);
    expect((await ask('POST', '/v1/orders', order)).status).toBe(status);
    expect((await ask('POST', '/v1/orders', order)).status).toBe(200);
  });

  it('names the wrong field of a control call', async () => {
    const answer = await ask('POST', '/pay', { orderId: 'x', outcome: 'maybe' });
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ pointer: '/orderId' }, { pointer: '/outcome' }] } });
    expect((await ask('POST', '/pay', { orderId: 'order_none' })).status).toBe(404);
  });

  it('shows what there is to call', async () => {
    const page = await fetch(`${simulators.url}/simulators`);
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(await page.text()).toContain('/simulators/razorpay/pay');
  });
});
