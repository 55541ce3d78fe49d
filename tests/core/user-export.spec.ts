import { describe, expect, it } from 'vitest';
import { domains } from '../../domains/index.ts';
import { crossDomainReads } from '../../read-api/queries/index.ts';
import { allPages, KEPT_PARTS, PAGES_EXPORTED_MAX } from '../../read-api/queries/user-export-parts.ts';
import { ROUTE_OF_PART } from '../../read-api/queries/user-export.ts';
import { paymentPolicy } from '../../domains/policy/payment.ts';
import { address } from '../support/address.ts';
import { openedShop } from '../support/opened-shop.ts';
import { newPhone, signInByPhone } from '../support/phone-sign-in.ts';
import { ok, payAtGateway } from '../support/purchase.ts';

const NOTHING_KEPT = 'is worked out of other parts when it is asked for';
/** Routes about one person that an export leaves out, and why. */
const NOT_EXPORTED: Readonly<Record<string, string>> = {
  '/users/:userId/export': 'is the export itself',
  '/users/:userId/size-recommendation': NOTHING_KEPT,
  '/products/recommended/:userId': NOTHING_KEPT,
  '/cart/:userId/coupons': NOTHING_KEPT,
  '/users/:userId/questions': 'has what others answered, and not what is hidden: `questions` has what the person wrote',
};
const COUNTED = 'counts how often a person did something, to limit it';
const LINKED = 'leads from an id to a part, and holds nothing beside it';
/** Which part has what a kind of stream keeps of a person, or why none does. */
const PART_OF: Readonly<Record<string, string>> = {
  addressBook: 'addresses',
  personalAnnotation: 'annotation',
  cart: 'cart',
  sharedCart: 'is a picture of the cart for some days, found by its link alone',
  priceWatch: 'priceWatches',
  stockWatch: 'stockWatches',
  coupon: 'coupons',
  earningRule: 'orders',
  order: 'orders',
  invoiceSeries: 'orders',
  cashOrders: 'orders',
  draftOrder: 'draftOrders',
  payment: 'orders',
  outreach: 'reminders',
  savedMethods: 'savedMethods',
  gatewayCustomer: LINKED,
  question: 'questions',
  writingAllowance: COUNTED,
  storeCredit: 'storeCredit',
  giftCard: 'storeCreditStatement',
  giftCardAttempts: COUNTED,
  user: 'profile',
  otpChallenge: 'forgets the phone or the address when the code is of no more use',
  contact: 'knows a phone or an address by a keyed hash alone',
  oauthGrant: 'holds a code that lives for a minute',
  userPreferences: 'preferences',
  session: 'allSessions',
  wallet: 'coinHistory',
};

const reads = [...domains.flatMap((domain) => domain.reads), ...crossDomainReads];
const aggregates = domains.flatMap((domain) => domain.aggregates);
const fieldsOf = (schema: unknown): string[] => Object.keys((schema as { shape?: object }).shape ?? {});
const ofPersons = aggregates.filter(
  ({ events, personal = {} }) =>
    Object.keys(personal).length > 0 ||
    Object.values(events).some((event) => fieldsOf(event).some((field) => /^(userId|personId)$/.test(field))),
);

describe('the export of a person', () => {
  it('has the answer of every route about one person, or there is a reason', () => {
    const paths = reads.filter(({ owner }) => owner === 'userId').map(({ path }) => path);
    const known = [...Object.values(ROUTE_OF_PART), ...Object.keys(NOT_EXPORTED)];
    expect(paths.sort()).toEqual(known.sort());
  });

  it('has a part for every kind of stream that holds something of persons, or there is a reason', () => {
    expect(ofPersons.map(({ category }) => category).sort()).toEqual(Object.keys(PART_OF).sort());
    const parts = [...Object.keys(ROUTE_OF_PART), ...Object.keys(KEPT_PARTS)];
    const wrong = Object.values(PART_OF).filter((part) => !part.includes(' ') && !parts.includes(part));
    expect(wrong).toEqual([]);
  });

  it('has all pages of a list, up to a limit that it tells', async () => {
    const list = (pages: number) =>
      allPages((cursor = '1') =>
        Promise.resolve({
          entries: [Number(cursor)],
          next: Number(cursor) < pages ? String(Number(cursor) + 1) : null,
        }),
      );
    expect(await list(3)).toEqual({ entries: [1, 2, 3], isWhole: true });
    const { entries, isWhole } = await list(PAGES_EXPORTED_MAX + 1);
    expect([(entries as number[]).length, isWhole]).toEqual([PAGES_EXPORTED_MAX, false]);
    expect(await allPages(() => Promise.resolve({ balance: 1 }))).toEqual({ balance: 1 });
  });

  it('shows what they told, bought, wrote and wait for, and nobody else', async () => {
    const asha = await newPerson();
    const ravi = await newPerson();
    const { userId, call } = asha;
    const { productId, variantId } = article;
    const orderIds = [await asha.payByCard(), await asha.order(), await asha.order()];
    const raviOrder = await ravi.order();
    await asha.received(orderIds[0]!);
    const ask = async ({ call: by }: Person, text: string) =>
      ok(await by('POST', `/products/${productId}/questions`, { text }), 201).body.id as string;
    const withdrawn = await ask(asha, 'Does it shrink in the wash?');
    const other = await ask(ravi, 'Is the hem lined in cotton?');
    ok(await call('DELETE', `/questions/${withdrawn}/texts/${withdrawn}`), 200);
    ok(await call('POST', `/questions/${other}/answers`, { text: 'Mine is, all the way.' }), 201);
    ok(await call('PUT', `/users/${userId}/price-watches/${productId}/${variantId}`, { belowPaise: 50_000 }), 200);
    const asStaff = (path: string, body: object) => system.call('POST', path, { token: shop.admin, body });
    ok(await asStaff(`/store-credit/${userId}/goodwill`, { amountPaise: 7_700, reason: 'late parcel' }), 201);
    ok(await asStaff(`/wallet/${userId}/grants`, { coins: 11 }), 201);
    const draft = ok(await asStaff('/draft-orders', { userId, items: [{ ...article, quantity: 2 }] }), 201);
    await system.settled();

    const { body } = ok(await call('GET', `/users/${userId}/export`), 200);
    const ids = (body.orders.orders as { id: string }[]).map(({ id }) => id);
    expect(ids.toSorted()).toEqual(orderIds.toSorted());
    for (const one of body.orders.orders) expect(one.address).toMatchObject(address);
    expect(body).toMatchObject({
      profile: { name: 'Asha Rao' },
      addresses: { addresses: [{ city: address.city }] },
      orders: { isWhole: true },
      questions: {
        texts: [
          { questionId: other, as: 'buyer', text: 'Mine is, all the way.', status: 'shown' },
          { questionId: withdrawn, as: 'asker', text: 'Does it shrink in the wash?', status: 'withdrawn' },
        ],
      },
      savedMethods: { methods: [{ last4: '1111' }] },
      storeCredit: { balance: { amount: 7_700 } },
      storeCreditStatement: { entries: [{ kind: 'goodwill', amount: { amount: 7_700 } }] },
      coinHistory: { entries: expect.arrayContaining([expect.objectContaining({ event: 'CoinsGranted' })]) },
      draftOrders: { drafts: [{ id: draft.body.id }] },
      priceWatches: { watches: [{ variantId, belowPaise: 50_000 }] },
      sessions: { sessions: [{ sessionId: asha.sessionId }] },
      allSessions: { sessions: [{ sessionId: asha.sessionId }], isWhole: true },
    });
    const text = JSON.stringify(body);
    expect(text).not.toMatch(/token_|cust_|4111/);
    for (const foreign of [ravi.userId, raviOrder, 'Is the hem lined']) expect(text).not.toContain(foreign);
    expect((await ravi.call('GET', `/users/${userId}/export`)).status).toBe(403);
  });
});

const { system, shop, article, desk } = await openedShop();
/** Somebody who signed in, has an address and agreed to have cards kept. */
const newPerson = async () => {
  const { userId, sessionId, accessToken: token } = await signInByPhone(system, newPhone());
  const call = (method: string, path: string, body?: object) =>
    system.call(method, path, { token, ...(body === undefined ? {} : { body }) });
  ok(await call('POST', `/users/${userId}/addresses`, address));
  const order = async () => {
    const items = [{ ...article, quantity: 1 }];
    return ok(await call('POST', '/orders', { paymentMethod: 'PREPAID', items })).body.orderId as string;
  };
  const payByCard = async () => {
    const { policyVersion } = paymentPolicy.cardSaving.value;
    ok(await call('PUT', `/saved-methods/${userId}/consent`, { policyVersion }), 200);
    await system.settled();
    const orderId = await order();
    ok(await call('POST', '/payments/create-order', { orderId }));
    const { payments } = ok(await call('GET', `/payments/order/${orderId}`), 200).body;
    const { gatewayOrderId, customerId, save } = ok(await call('GET', `/payments/${payments[0].id}/checkout`)).body;
    const paid = await payAtGateway(system, gatewayOrderId, { method: 'card', customerId, save });
    ok(await call('POST', '/payments/verify', { orderId, ...paid }), 200);
    await expect
      .poll(async () => (await call('GET', `/saved-methods/${userId}`)).body.methods.length, { timeout: 20_000 })
      .toBe(1);
    return orderId;
  };
  const received = async (orderId: string) => {
    const shipmentId = await desk.shipped(orderId);
    ok(await desk.asOwner('POST', `/orders/${orderId}/deliver`, { shipmentId }));
    await system.settled();
  };
  return { userId, sessionId, call, order, payByCard, received };
};
type Person = Awaited<ReturnType<typeof newPerson>>;
