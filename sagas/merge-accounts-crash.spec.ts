import { describe, expect, it } from 'vitest';
import { addressBook } from '../domains/address/aggregate.ts';
import { cart } from '../domains/cart/aggregate.ts';
import { account } from '../domains/user/account/aggregate.ts';
import { preference } from '../domains/user/preference/aggregate.ts';
import { storeCredit } from '../domains/store-credit/aggregate.ts';
import type { StoreCredit } from '../domains/store-credit/state.ts';
import { wallet } from '../domains/wallet/aggregate.ts';
import { coinsIn } from '../domains/wallet/portions.ts';
import type { Wallet } from '../domains/wallet/state.ts';
import { memoryEventStore } from '../infra/memory/event-store.ts';
import { ledgerAccounts, type LedgerAccountRow } from '../projections/ledger.ts';
import { LEDGER_TYPES } from '../projections/ledger-movements.ts';
import { SimulatedGateway } from '../tests/simulation/gateway.ts';
import { randomOf } from '../tests/simulation/random.ts';
import { simulatedPorts } from '../tests/simulation/simulated-ports.ts';
import { otherProcess, sagaProcess, type KillPoint } from '../tests/support/saga-process.ts';
import { mergeAccounts } from './merge-accounts.ts';
import { moveCoins } from './move-coins.ts';
import { moveCredit } from './move-credit.ts';
import { carryBelongings } from './reactors/carry-belongings.ts';
import { stateReader } from '../tests/support/state-reader.ts';

const id = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const NOW = '2026-01-14T10:00:00.000Z';
const [older, younger] = [id(1), id(2)];
const COINS = 300;
const CREDIT_PAISE = 700;
const counts = { crashes: 0, duplicates: 0, reorderings: 0, refusals: 0, delays: 0 };
const parts = { sagas: [mergeAccounts, moveCoins, moveCredit], reactors: [carryBelongings] };

const register = (userId: string) => ({
  type: 'RegisterUser',
  data: {
    ...{ userId, name: 'Asha', phone: null, phoneId: null, phoneVerified: false, email: null, emailId: null },
    ...{ passwordHash: null, roles: ['customer'], referralCode: null, finishBefore: '2026-01-15T10:00:00.000Z' },
  },
});
const grant = (userId: string, n: number, coins: number) => ({
  type: 'GrantCoins',
  data: { userId, grantId: id(n), coins, reason: 'goodwill' },
});
const credit = (userId: string, n: number, amountPaise: number) => ({
  type: 'GrantStoreCredit',
  data: { userId, grantId: id(n), amountPaise, reason: 'giftCard' },
});
const address = {
  fullName: 'Asha Rao',
  phone: '9876543210',
  line1: '1 MG Road',
  city: 'Pune',
  state: 'Maharashtra',
  postalCode: '411001',
};
const add = (userId: string, n: number, seenPaise: number) => ({
  type: 'AddCartItem',
  data: {
    ...{ userId, additionId: id(n), productId: id(50), variantId: id(n + 100), quantity: 2, available: 9 },
    ...{ seenPaise, mrpPaise: seenPaise },
  },
});

/** Two accounts of one person, and the first step of making them one. */
const begin = async () => {
  const store = memoryEventStore();
  const now = (): string => NOW;
  const gateway = new SimulatedGateway({ random: randomOf(1), rate: 0, counts, now });
  const ports = simulatedPorts(randomOf(1), gateway, () => Date.parse(NOW));
  const send = otherProcess(store, now);
  for (const command of [
    register(older),
    register(younger),
    grant(older, 11, COINS - 100),
    grant(younger, 12, 100),
    credit(older, 13, CREDIT_PAISE - 200),
    credit(younger, 14, 200),
    { type: 'AddAddress', data: { userId: younger, addressId: id(20), address, makeDefault: false } },
    { type: 'ChangePreferences', data: { userId: younger, changes: { size: 'M', colours: ['red'] } } },
    { type: 'ChangePreferences', data: { userId: older, changes: { size: 'L' } } },
    add(older, 30, 100),
    add(younger, 31, 200),
    { type: 'AbsorbAccount', data: { userId: older, absorbedUserId: younger, mergeId: id(40) } },
  ])
    await send(command);
  const stateOf = stateReader(store);
  return { store, ports, now, send, stateOf };
};
type People = Awaited<ReturnType<typeof begin>>;

/** Runs the merge with one kill; what was killed is started anew and reads the log from its beginning. */
const run = async ({ store, ports, now }: People, kill?: KillPoint) => {
  let running = sagaProcess(store, { ports, now, kill, parts });
  await running.run();
  if (running.isDead()) {
    await running.stop();
    running = sagaProcess(store, { ports, now, parts });
    await running.run();
  }
  const { unfinished, appends } = running;
  await running.stop();
  return { unfinished: unfinished(), appends: appends() };
};

const balances = ({ store }: People): ReadonlyMap<string, number> => {
  const rows = new Map<string, LedgerAccountRow>();
  for (const event of store.log.filter(({ type }) => LEDGER_TYPES.includes(type as never)))
    for (const name of ledgerAccounts.keysOf(event as never))
      rows.set(name, ledgerAccounts.evolve(rows.get(name), event as never, name)!);
  return new Map([...rows].map(([name, { balance_paise }]) => [name, balance_paise]));
};

/** Everything is with the older account, once. */
const expectOne = async (people: People, where: string): Promise<void> => {
  const { stateOf } = people;
  expect(await stateOf(account, older), where).toMatchObject({ absorbed: [{ userId: younger, status: 'merged' }] });
  expect(await stateOf(account, younger), where).toMatchObject({ status: 'merged', mergedInto: { carried: true } });
  const [kept, left] = [await stateOf<Wallet>(wallet, older), await stateOf<Wallet>(wallet, younger)];
  expect([coinsIn(kept.lots), coinsIn(left.lots)], where).toEqual([COINS, 0]);
  const [more, none] = [
    await stateOf<StoreCredit>(storeCredit, older),
    await stateOf<StoreCredit>(storeCredit, younger),
  ];
  expect([more.freePaise, none.freePaise], where).toEqual([CREDIT_PAISE, 0]);
  const ledger = balances(people);
  expect([ledger.get('store-credit-moving'), ledger.get(`store-credit:${younger}`)], where).toEqual([0, 0]);
  expect(ledger.get(`store-credit:${older}`), where).toBe(-CREDIT_PAISE);
  expect([ledger.get('coins-moving'), ledger.get(`coins:${younger}`)], where).toEqual([0, 0]);
  expect(ledger.get(`coins:${older}`), where).toBe(-ledger.get('coins-promised')!);
  expect(await stateOf(addressBook, older), where).toMatchObject({ addresses: [{ addressId: id(20), address }] });
  expect(await stateOf(preference, older), where).toMatchObject({ preferences: { size: 'L', colours: ['red'] } });
  const lines = (await stateOf<{ lines: { variantId: string; quantity: number }[] }>(cart, older)).lines;
  expect(
    lines.map(({ variantId, quantity }) => [variantId, quantity]),
    where,
  ).toEqual([
    [id(130), 2],
    [id(131), 2],
  ]);
  expect(await stateOf(cart, younger), where).toMatchObject({ lines: [], mergedInto: older });
};

describe('merging two accounts', () => {
  it('leaves nothing half done, lost or doubled, wherever the process is killed', async () => {
    const calm = await begin();
    const { appends, unfinished } = await run(calm);
    expect(unfinished).toEqual([]);
    await expectOne(calm, 'in calm');
    expect(appends).toBeGreaterThan(10);
    for (let append = 1; append <= appends; append += 1)
      for (const when of ['before', 'after'] as const) {
        const killed = await begin();
        const where = `killed ${when} append ${append}`;
        expect((await run(killed, { append, when })).unfinished, where).toEqual([]);
        await expectOne(killed, where);
      }
  });

  it('is given up when the younger account is being deleted in the meantime', async () => {
    const people = await begin();
    await people.send({
      type: 'RequestAccountDeletion',
      data: { userId: younger, eraseAt: '2026-01-21T10:00:00.000Z' },
    });
    expect((await run(people)).unfinished).toEqual([]);
    expect(await people.stateOf(account, older)).toMatchObject({ absorbed: [] });
    expect(coinsIn((await people.stateOf<Wallet>(wallet, younger)).lots)).toBe(100);
  });

  it('lets one of two older accounts have the younger', async () => {
    const people = await begin();
    await people.send(register(id(3)));
    await people.send({ type: 'AbsorbAccount', data: { userId: id(3), absorbedUserId: younger, mergeId: id(41) } });
    expect((await run(people)).unfinished).toEqual([]);
    await expectOne(people, 'with two at once');
    expect(await people.stateOf(account, id(3))).toMatchObject({ absorbed: [] });
  });
});
