import { describe, expect, it } from 'vitest';
import { sagaSpec } from '../domains/kernel/spec.ts';
import { giftCard } from '../domains/store-credit/gift-card/aggregate.ts';
import type { GiftCardEvent } from '../domains/store-credit/gift-card/events.ts';
import { storeCredit } from '../domains/store-credit/aggregate.ts';
import { UserId } from '../event-schemas/primitives.ts';
import { memoryEventStore } from '../infra/memory/event-store.ts';
import { SimulatedGateway } from '../tests/simulation/gateway.ts';
import { randomOf } from '../tests/simulation/random.ts';
import { simulatedPorts } from '../tests/simulation/simulated-ports.ts';
import { otherProcess, sagaProcess, type KillPoint } from '../tests/support/saga-process.ts';
import { giftCardLife } from './gift-card-life.ts';

const NOW = '2026-01-14T10:00:00.000Z';
const UNTIL = '2026-02-14T10:00:00.000Z';
const id = (n: number): string => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const person = (n: number) => UserId.parse(id(n));
const giftCardId = id(1);
const terms = {
  ...{ giftCardId, lastFour: 'X7QK', amountPaise: 50_000, batchId: id(8), issuedBy: person(9), expiresAt: UNTIL },
};
const issued: GiftCardEvent = { type: 'GiftCardIssued', data: { ...terms, issuedAt: NOW } };
const redeemed: GiftCardEvent = {
  type: 'GiftCardRedeemed',
  data: { giftCardId, userId: person(2), amountPaise: 50_000, redeemedAt: NOW },
};
const cancelled: GiftCardEvent = {
  type: 'GiftCardCancelled',
  data: { giftCardId, amountPaise: 50_000, reason: 'lost', cancelledBy: person(9) },
};
const accepted = (command: string) =>
  ({ type: 'CommandAccepted', data: { command, key: command, events: [] } }) as const;
const due = { type: 'DeadlineReached', data: { name: 'expiry', dueAt: UNTIL } } as const;

describe('the life of a gift card', () => {
  const given = sagaSpec(giftCardLife, NOW);
  it('waits for its end, and turns its worth into store credit when it is redeemed before', () => {
    const { step } = given().when(issued);
    expect(step.deadlines).toEqual([{ name: 'expiry', dueAt: UNTIL }]);
    given(issued)
      .when(redeemed)
      .sends({
        type: 'GrantStoreCredit',
        data: { userId: person(2), grantId: giftCardId, amountPaise: 50_000, reason: 'giftCard' },
      });
    expect(given(issued, redeemed).when(accepted('GrantStoreCredit')).done).toBe(true);
  });
  it('lapses at its end, unless it was redeemed or cancelled', () => {
    given(issued).when(due).sends({ type: 'LapseGiftCard', data: { giftCardId } });
    given(issued, cancelled).when(due).sends();
    given(issued, redeemed, accepted('GrantStoreCredit')).when(due).sends();
    expect(given(issued, redeemed).when(accepted('LapseGiftCard')).done).toBe(false);
  });
});

describe('redeeming a card', () => {
  const counts = { crashes: 0, duplicates: 0, reorderings: 0, refusals: 0, delays: 0 };
  const parts = { sagas: [giftCardLife], reactors: [] };
  const run = async (kill?: KillPoint) => {
    const store = memoryEventStore();
    const now = (): string => NOW;
    const gateway = new SimulatedGateway({ random: randomOf(1), rate: 0, counts, now });
    const ports = simulatedPorts(randomOf(1), gateway, () => Date.parse(NOW));
    const send = otherProcess(store, now);
    await send({ type: 'IssueGiftCard', data: terms });
    for (const n of [2, 3]) await send({ type: 'RedeemGiftCard', data: { giftCardId, userId: person(n) } });
    let running = sagaProcess(store, { ports, now, kill, parts });
    await running.run();
    if (running.isDead()) {
      await running.stop();
      running = sagaProcess(store, { ports, now, parts });
      await running.run();
    }
    await running.stop();
    const creditOf = async (n: number) =>
      (await store.readStream(`${storeCredit.category}-${id(n)}`)).reduce(
        (state, event) => storeCredit.decider.evolve(state, event as never),
        storeCredit.decider.initial,
      ).freePaise;
    const card = (await store.readStream(`${giftCard.category}-${giftCardId}`)).map(({ type }) => type);
    return { credits: [await creditOf(2), await creditOf(3)], card, appends: running.appends() };
  };
  it('gives its worth once, wherever the process is killed', async () => {
    const { appends, ...calm } = await run();
    expect(calm).toEqual({ credits: [50_000, 0], card: ['GiftCardIssued', 'GiftCardRedeemed'] });
    expect(appends).toBeGreaterThan(2);
    for (let append = 1; append <= appends; append += 1)
      for (const when of ['before', 'after'] as const) {
        const { credits } = await run({ append, when });
        expect(credits, `killed ${when} append ${append}`).toEqual([50_000, 0]);
      }
  });
});
