import { describe, expect, it } from 'vitest';
import { v7 as uuidV7 } from 'uuid';
import { paymentPolicy } from '../../domains/policy/payment.ts';
import { address } from '../support/address.ts';
import { askDeletion } from '../support/account-deletion.ts';
import { newPhone, signInByPhone } from '../support/phone-sign-in.ts';
import { openedShop } from '../support/opened-shop.ts';
import { ok, payAtGateway, simulate } from '../support/purchase.ts';

const DAY_MS = 86_400_000;
const { policyVersion } = paymentPolicy.cardSaving.value;
const { system, article } = await openedShop(50);

type Placed = { readonly orderId: string; readonly payment: { readonly paymentId: string } };
type Method = { readonly id: string; readonly status: string; readonly isDefault: boolean };

/** A person with a phone, an address and what they do with their cards. */
const newPayer = async () => {
  const user = await signInByPhone(system, newPhone());
  const { userId, accessToken: token } = user;
  ok(await system.call('POST', `/users/${userId}/addresses`, { token, body: address }));
  const call = (method: string, path: string, body?: object) =>
    system.call(method, path, { token, ...(body === undefined ? {} : { body }) });
  const list = async () => ok(await call('GET', `/saved-methods/${userId}`), 200).body as { methods: Method[] };
  const openOrder = async () => {
    const items = [{ ...article, quantity: 1 }];
    const { orderId } = ok(await call('POST', '/orders', { paymentMethod: 'PREPAID', items })).body as Placed;
    ok(await call('POST', '/payments/create-order', { orderId }));
    const { payments } = ok(await call('GET', `/payments/order/${orderId}`), 200).body;
    return { orderId, paymentId: payments[0].id as string };
  };
  const checkout = async (paymentId: string) => ok(await call('GET', `/payments/${paymentId}/checkout`), 200).body;
  // docs:save-a-card
  /** Opens the gateway's checkout as the app does, ticks the box and pays with a card. */
  const payAndSave = async () => {
    const { orderId, paymentId } = await openOrder();
    const { gatewayOrderId, customerId, save } = await checkout(paymentId);
    const paid = await payAtGateway(system, gatewayOrderId, { method: 'card', customerId, save });
    ok(await call('POST', '/payments/verify', { orderId, ...paid }), 200);
  };
  // docs:end
  const consent = async () => {
    ok(await call('PUT', `/saved-methods/${userId}/consent`, { policyVersion }), 200);
    await system.settled();
  };
  const saved = async (count: number) => {
    await expect.poll(async () => (await list()).methods.length, { timeout: 20_000 }).toBe(count);
    return (await list()).methods;
  };
  return { user, userId, token, call, list, openOrder, checkout, payAndSave, consent, saved };
};

describe('saved cards', () => {
  it('are kept by consent, offered at the next checkout, chosen and deleted', async () => {
    const payer = await newPayer();
    const { userId, call } = payer;
    const { paymentId } = await payer.openOrder();
    expect(await payer.checkout(paymentId)).toMatchObject({ customerId: null, save: false, savedMethods: [] });
    const old = await call('PUT', `/saved-methods/${userId}/consent`, { policyVersion: '2020-01-01' });
    expect(old).toMatchObject({ status: 409, body: { code: 'ConsentNotCurrent' } });
    await payer.consent();
    expect(await payer.list()).toMatchObject({ methods: [], consent: { policyVersion }, policyVersion });
    await payer.payAndSave();
    const [first] = await payer.saved(1);
    expect(first).toMatchObject({ kind: 'card', last4: '1111', network: 'Visa', status: 'active', isDefault: true });
    expect(JSON.stringify(await payer.list())).not.toMatch(/token_|cust_/);
    await payer.payAndSave();
    const [older, newer] = await payer.saved(2);
    expect([older!.isDefault, newer!.isDefault]).toEqual([false, true]);
    ok(await call('PUT', `/saved-methods/${userId}/${older!.id}/default`), 200);
    const next = await payer.openOrder();
    expect(await payer.checkout(next.paymentId)).toMatchObject({
      save: true,
      customerId: expect.stringMatching(/^cust_/) as string,
      savedMethods: [{ id: older!.id, isDefault: true }, { id: newer!.id }],
    });
    // The gateway loses its answer: the card is gone all the same, and goes once.
    await simulate(system, 'faults', { call: 'customers.deleteToken', fault: 'lost-response' });
    const gone = ok(await call('DELETE', `/saved-methods/${userId}/${older!.id}`), 200).body as { methods: Method[] };
    expect(gone.methods.find(({ id }) => id === older!.id)).toMatchObject({ status: 'deleting', isDefault: false });
    await payer.saved(1);
    expect((await call('DELETE', `/saved-methods/${userId}/${older!.id}`)).status).toBe(200);
    expect(await call('DELETE', `/saved-methods/${userId}/${uuidV7()}`)).toMatchObject({ status: 404 });
    ok(await call('DELETE', `/saved-methods/${userId}/consent`), 200);
    expect(await payer.checkout(next.paymentId)).toMatchObject({ save: false, savedMethods: [{ id: newer!.id }] });
    const stranger = await newPayer();
    expect((await stranger.call('GET', `/saved-methods/${userId}`)).status).toBe(403);
    expect((await stranger.call('GET', `/payments/${next.paymentId}/checkout`)).status).toBe(404);
  });

  it('that the bank suspends or that expire are not offered any more', async () => {
    const payer = await newPayer();
    await payer.consent();
    await payer.payAndSave();
    const [method] = await payer.saved(1);
    const { customerId } = await payer.checkout((await payer.openOrder()).paymentId);
    const [kept] = await system.system.ports.paymentGateway.listTokens(customerId as string);
    const tokenId = kept!.id;
    for (const [event, status] of [
      ['suspended', 'suspended'],
      ['activated', 'active'],
    ] as const) {
      await simulate(system, `tokens/${tokenId}`, { event });
      await expect.poll(async () => (await payer.list()).methods[0]?.status, { timeout: 20_000 }).toBe(status);
    }
    expect((await payer.list()).methods).toMatchObject([{ id: method!.id }]);
    await simulate(system, `tokens/${tokenId}`, { event: 'expiry_updated', expiredAt: 1_700_000_000 });
    await expect.poll(async () => (await payer.list()).methods[0]?.status, { timeout: 20_000 }).toBe('expired');
  });

  it('are deleted at the gateway when the account is erased', async () => {
    const payer = await newPayer();
    await payer.consent();
    await payer.payAndSave();
    await payer.saved(1);
    const { customerId } = await payer.checkout((await payer.openOrder()).paymentId);
    const kept = async () => (await system.system.ports.paymentGateway.listTokens(customerId as string)).length;
    expect(await kept()).toBe(1);
    const { orders } = (await payer.call('GET', `/orders/user/${payer.userId}`)).body as { orders: { id: string }[] };
    for (const { id } of orders) ok(await payer.call('POST', `/orders/${id}/cancel`, { reason: 'changedMind' }));
    await system.settled();
    expect((await askDeletion(system, payer.user)).status).toBe(202);
    system.advance(8 * DAY_MS);
    await expect.poll(kept, { timeout: 20_000 }).toBe(0);
    await system.settled();
    expect((await system.system.ports.personKeys.get([payer.userId])).size).toBe(0);
  });
});
