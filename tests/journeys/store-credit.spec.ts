import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { v7 as uuidV7 } from 'uuid';
import { creditGoodwill, giftCardAttempts, giftCardIssue } from '../../domains/policy/store-credit.ts';
import { newBuyer, ok, type Buyer } from '../support/purchase.ts';
import { startTestSystem, type TestSystem } from '../support/system.ts';

const DAY_MS = 86_400_000;
const PEOPLE = 5;
type Card = { readonly giftCardId: string; readonly code: string; readonly lastFour: string };

let system: TestSystem;
let admin: string;
beforeAll(async () => {
  system = await startTestSystem();
  admin = await system.tokenFor(['admin']);
});
afterAll(() => system.stop());

const issue = async (count: number, amountPaise: number): Promise<readonly Card[]> => {
  const answer = await system.call('POST', '/gift-cards', { token: admin, body: { count, amountPaise } });
  return (ok(answer, 201).body as { cards: Card[] }).cards;
};
const redeem = (buyer: Buyer, code: string) => buyer.post(`/store-credit/${buyer.userId}/gift-cards`, { code });
const creditOf = async (buyer: Buyer): Promise<unknown> =>
  (await buyer.get(`/store-credit/${buyer.userId}`)).body as unknown;
const statementOf = async (buyer: Buyer, query = ''): Promise<unknown> =>
  (await buyer.get(`/store-credit/${buyer.userId}/statement${query}`)).body as unknown;

describe('a gift card', () => {
  it('becomes store credit of the person who redeems it, once', async () => {
    const [card, other] = await issue(2, 50_000);
    const buyer = await newBuyer(system);
    const typed = ` ${card!.code.toLowerCase().replaceAll('-', ' ')}`;
    expect(await redeem(buyer, typed)).toMatchObject({
      status: 202,
      body: { status: 'redeemed', amount: { amount: 50_000 }, lastFour: card!.code.slice(-4) },
    });
    ok(await redeem(buyer, other!.code), 202);
    // Who asks again learns the same and gets nothing more.
    ok(await redeem(buyer, card!.code), 202);
    await system.settled();
    expect(await creditOf(buyer)).toMatchObject({
      balance: { amount: 100_000 },
      held: { amount: 0 },
      available: { amount: 100_000 },
    });
    const first = (await statementOf(buyer, '?limit=1')) as { next: string };
    expect(first).toMatchObject({ entries: [{ kind: 'giftCard', amount: { amount: 50_000 } }] });
    expect(await statementOf(buyer, `?limit=2&cursor=${first.next}`)).toMatchObject({
      entries: [{ kind: 'giftCard', amount: { amount: 50_000 } }],
      next: null,
    });
    expect((await buyer.get(`/ledger/accounts/store-credit:${buyer.userId}/explain`)).body).toMatchObject({
      balance: { amount: -100_000 },
      entries: [{ event: 'StoreCreditGranted', counterAccount: 'gift-cards-open' }, {}],
    });
    const check = await system.call('GET', '/ledger/balance-check', { token: admin });
    expect(check.body).toMatchObject({ sum: { amount: 0 } });
  });

  it('is redeemed by exactly one of many people at once', async () => {
    const [card] = await issue(1, 70_000);
    const people = await Promise.all(Array.from({ length: PEOPLE }, () => newBuyer(system)));
    const answers = await Promise.all(people.map((buyer) => redeem(buyer, card!.code)));
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 409, 409, 409, 409]);
    for (const { status, body } of answers)
      if (status === 409) expect(body).toMatchObject({ code: 'GiftCardAlreadyRedeemed' });
    await system.settled();
    const credits = (await Promise.all(people.map(creditOf))) as { balance: { amount: number } }[];
    expect(credits.map(({ balance }) => balance.amount).sort((a, b) => a - b)).toEqual([0, 0, 0, 0, 70_000]);
  });

  it('is not found by guessing, however many tries come at once', async () => {
    const buyer = await newBuyer(system);
    const { dayMax } = giftCardAttempts.value;
    const tries = await Promise.all(
      Array.from({ length: dayMax + 2 }, (_, n) => redeem(buyer, `AAAA-BBBB-CCCC-${1000 + n}`)),
    );
    const statuses = tries.map(({ status }) => status).sort();
    expect(statuses).toEqual([...Array.from({ length: dayMax }, () => 404), 429, 429]);
    const [card] = await issue(1, 100);
    expect(await redeem(buyer, card!.code)).toMatchObject({ status: 429, body: { code: 'TooManyRequests' } });
    expect((await redeem(await newBuyer(system), card!.code)).status).toBe(202);
  });

  it('can be cancelled, and is shown to staff without its code', async () => {
    const [card] = await issue(1, 30_000);
    const path = `/gift-cards/${card!.giftCardId}`;
    const cancel = () => system.call('POST', `${path}/cancel`, { token: admin, body: { reason: 'lost in the post' } });
    for (let time = 0; time < 2; time += 1) expect((await cancel()).body).toMatchObject({ status: 'cancelled' });
    const buyer = await newBuyer(system);
    expect(await redeem(buyer, card!.code)).toMatchObject({ status: 409, body: { code: 'GiftCardCancelled' } });
    const seen = ok(await system.call('GET', path, { token: admin }));
    expect(JSON.stringify(seen.body)).not.toContain(card!.code);
    expect((await buyer.get(path)).status).toBe(403);
    await system.settled();
    const log = ok(await system.call('GET', '/events/search?type=GiftCardIssued', { token: admin }));
    expect(JSON.stringify(log.body)).toContain(card!.giftCardId);
    expect(JSON.stringify(log.body)).not.toContain(card!.code);
  });

  it('is issued by an admin, again for a repeated request, and up to the limit of a day', async () => {
    const [buyer, key] = [await newBuyer(system), uuidV7()];
    const body = { count: 1, amountPaise: giftCardIssue.value.worthMaxPaise };
    expect((await buyer.post('/gift-cards', body)).status).toBe(403);
    const other = await system.tokenFor(['admin']);
    const ask = (count: number, again?: string) =>
      system.call('POST', '/gift-cards', { token: other, body: { ...body, count }, ...(again && { key: again }) });
    const first = ok(await ask(1, key), 201);
    expect(ok(await ask(1, key), 201).body).toEqual(first.body);
    const most = giftCardIssue.value.staffDayMaxPaise / body.amountPaise;
    expect(await ask(most)).toMatchObject({ status: 409, body: { code: 'StaffCreditLimitReached' } });
    expect((await ask(most - 1)).status).toBe(201);
  });
});

describe('goodwill', () => {
  it('is given by staff with a reason, and by two of them when it is much', async () => {
    const buyer = await newBuyer(system);
    const path = `/store-credit/${buyer.userId}/goodwill`;
    const support = await system.tokenFor(['support']);
    const ask = (amountPaise: number, token = support) =>
      system.call('POST', path, { token, body: { amountPaise, reason: 'the parcel came late' } });
    const { aloneMaxPaise } = creditGoodwill.value;
    expect(await ask(aloneMaxPaise)).toMatchObject({
      status: 201,
      body: { status: 'given', credit: { balance: { amount: aloneMaxPaise } } },
    });
    const large = await ask(1);
    expect(large.body).toMatchObject({ status: 'waiting' });
    const { goodwillId } = large.body as { goodwillId: string };
    const end = (how: string, token: string) => system.call('POST', `${path}/${goodwillId}/${how}`, { token });
    expect((await end('approve', support)).status).toBe(403);
    expect((await system.call('GET', path, { token: admin })).body).toMatchObject({ goodwill: [{ goodwillId }] });
    for (let time = 0; time < 2; time += 1)
      expect((await end('approve', admin)).body).toMatchObject({
        status: 'given',
        credit: { balance: { amount: aloneMaxPaise + 1 } },
      });
    expect(await end('refuse', admin)).toMatchObject({ status: 409, body: { code: 'CreditGoodwillDecided' } });
    const own = await ask(1, admin);
    const { goodwillId: second } = own.body as { goodwillId: string };
    expect(await system.call('POST', `${path}/${second}/approve`, { token: admin })).toMatchObject({
      status: 409,
      body: { code: 'SecondPersonNeeded' },
    });
    expect((await buyer.post(path, { amountPaise: 1, reason: 'please' })).status).toBe(403);
    const stranger = await newBuyer(system);
    expect((await stranger.get(`/store-credit/${buyer.userId}`)).status).toBe(403);
    expect((await stranger.get(`/store-credit/${buyer.userId}/statement`)).status).toBe(403);
  });

  it('of one day is one person’s decision only up to the limit, however many ask at once', async () => {
    const buyer = await newBuyer(system);
    const ask = () =>
      system.call('POST', `/store-credit/${buyer.userId}/goodwill`, {
        token: admin,
        body: { amountPaise: creditGoodwill.value.aloneMaxPaise / 2, reason: 'the parcel came late' },
      });
    const answers = await Promise.all([ask(), ask(), ask(), ask()]);
    const statuses = answers.map(({ body }) => (body as { status: string }).status);
    expect(statuses.sort()).toEqual(['given', 'given', 'waiting', 'waiting']);
  });
});

it('a card that nobody redeemed in time is worth nothing any more', async () => {
  const [card] = await issue(1, 40_000);
  await system.settled();
  system.advance((giftCardIssue.value.lifetimeDays + 1) * DAY_MS);
  const later = await system.tokenFor(['admin']);
  await expect
    .poll(async () => (await system.call('GET', `/gift-cards/${card!.giftCardId}`, { token: later })).body as unknown, {
      timeout: 20_000,
      interval: 200,
    })
    .toMatchObject({ status: 'lapsed' });
  expect(await redeem(await newBuyer(system), card!.code)).toMatchObject({
    status: 410,
    body: { code: 'GiftCardExpired' },
  });
});
