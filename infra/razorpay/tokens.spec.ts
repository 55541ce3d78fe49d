import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { failureOf, startBench } from './spec-bench.ts';
import { readWebhook } from './webhook.ts';

let bench: Awaited<ReturnType<typeof startBench>>;
beforeAll(async () => {
  bench = await startBench();
});
beforeEach(() => bench.reset());
afterAll(() => bench.stop());

let people = 0;
const newCustomer = () => {
  people += 1;
  return { contact: `+9198765${String(people).padStart(5, '0')}`, email: `a${people}@example.com`, notes: {} };
};
const withCard = async (): Promise<{ customerId: string; tokenId: string }> => {
  const { id: customerId } = await bench.gateway.createCustomer(newCustomer());
  const order = await bench.newOrder();
  await bench.control('POST', '/pay', { orderId: order.id, method: 'card', customerId, save: true });
  const [token] = await bench.gateway.listTokens(customerId);
  return { customerId, tokenId: token!.id };
};

describe('customers', () => {
  it('are the same for the same contact and e-mail address, also after a lost answer', async () => {
    const who = newCustomer();
    const { id } = await bench.gateway.createCustomer(who);
    expect(id).toMatch(/^cust_/);
    expect(await bench.gateway.createCustomer(who)).toEqual({ id });
    const other = newCustomer();
    await bench.fault('customers.create', 'lost-response');
    const { id: second } = await bench.gateway.createCustomer(other);
    expect(await bench.gateway.createCustomer(other)).toEqual({ id: second });
    expect(second).not.toBe(id);
  });
});

describe('tokens', () => {
  it('say of a card what it is known by, and nothing more', async () => {
    const { customerId, tokenId } = await withCard();
    const tokens = await bench.gateway.listTokens(customerId);
    expect(tokens).toEqual([
      {
        ...{ id: tokenId, customerId, method: 'card', last4: '1111', network: 'Visa', issuer: 'HDFC' },
        ...{ cardType: 'debit', status: 'active', expiresAt: expect.any(String) as string },
      },
    ]);
  });
  it.each([
    ['suspended', 'suspended'],
    ['deactivated', 'deactivated'],
    ['activated', 'active'],
  ])('that the bank has %s are %s', async (event, status) => {
    const { customerId, tokenId } = await withCard();
    await bench.control('POST', `/tokens/${tokenId}`, { event });
    expect(await bench.gateway.listTokens(customerId)).toMatchObject([{ status }]);
  });
  it('are deleted once, and a repeat or a lost answer is no failure', async () => {
    const { customerId, tokenId } = await withCard();
    await bench.fault('customers.deleteToken', 'lost-response');
    await bench.gateway.deleteToken(customerId, tokenId);
    await bench.gateway.deleteToken(customerId, tokenId);
    expect(await bench.gateway.listTokens(customerId)).toEqual([]);
  });
  it('of nobody are refused, and ids that lead elsewhere are never sent', async () => {
    expect(await failureOf(bench.gateway.listTokens('cust_nobody'))).toMatchObject({ code: 'refused' });
    expect(await failureOf(bench.gateway.listTokens('cust_1/../../orders'))).toMatchObject({ code: 'refused' });
  });
  it('are read from the documented sample of a webhook', () => {
    const entity = {
      ...{ id: 'token_4lsdksD31GaZ09', entity: 'token', customer_id: 'cust_1Aa00000000001', method: 'card' },
      card: { last4: '3335', network: 'Visa', type: 'debit', issuer: 'HDFC', international: false, emi: true },
      ...{ compliant_with_tokenisation_guidelines: true, expired_at: 1748716199, status: 'initiated', notes: [] },
    };
    const body = { event: 'token.initiated', created_at: 1748716199, payload: { token: { entity } } };
    expect(readWebhook(Buffer.from(JSON.stringify(body)), 'evt-1')).toMatchObject({
      kind: 'token',
      token: { id: 'token_4lsdksD31GaZ09', last4: '3335', status: 'pending', expiresAt: '2025-05-31T18:29:59.000Z' },
    });
  });
});
