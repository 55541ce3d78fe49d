import { describe, expect, it } from 'vitest';
import { OrderId, UserId } from '../../../event-schemas/primitives.ts';
import { keyedSecrets } from '../../../infra/auth/secrets.ts';
import { DAY_MS, instantAfter } from '../../kernel/calendar.ts';
import { deciderSpec } from '../../kernel/spec.ts';
import { orderPolicy } from '../../policy/order.ts';
import { id, line, NOW, placed, userId } from '../spec-examples.ts';
import { DISCOUNTS_MAX, draftStaffDecider } from './allowance.ts';
import type { DraftCommand } from './commands.ts';
import { draftDecider } from './decider.ts';
import type { DraftEvent } from './events.ts';
import { draftLinkOf, draftOfLink } from './link.ts';
import { draftOrderProjection } from './read-model.ts';
import { draftStatus, draftView } from './view.ts';

const { pricesHoldMs, changesMax, attemptsMax, aloneMaxPaise, staffDayMaxPaise } = orderPolicy.drafts.value;
const given = deciderSpec(draftDecider, NOW);
const expiresAt = instantAfter(NOW, pricesHoldMs);
const late = deciderSpec(draftDecider, expiresAt);
const draftId = id(70);
const staffId = UserId.parse(id(71));
const by = { draftId, staffId };
const quoteOf = (n: number): Extract<DraftEvent, { type: 'DraftOrderCreated' }>['data']['quote'] => {
  const { lines, promotions, subtotalPaise, promotionDiscountPaise, couponDiscountPaise, ...rest } = placed([
    line(n),
  ]).data;
  const { coinDiscountPaise, shippingPaise, codFeePaise, feeTaxPaise, taxPaise, totalPaise } = rest;
  return {
    ...{ lines, promotions, subtotalPaise, promotionDiscountPaise, couponDiscountPaise, coinDiscountPaise },
    ...{ shippingPaise, codFeePaise, feeTaxPaise, taxPaise, totalPaise },
  };
};
const create: DraftCommand = { type: 'CreateDraftOrder', data: { ...by, userId, quote: quoteOf(1) } };
const created: DraftEvent = {
  type: 'DraftOrderCreated',
  data: { ...by, userId, quote: quoteOf(1), pricedAt: NOW, expiresAt },
};
const revise: DraftCommand = { type: 'ReviseDraftOrder', data: { ...by, quote: quoteOf(2) } };
const revised: DraftEvent = {
  type: 'DraftOrderRevised',
  data: { ...by, quote: quoteOf(2), pricedAt: NOW, expiresAt },
};
const send: DraftCommand = { type: 'SendDraftOrder', data: by };
const sent: DraftEvent = { type: 'DraftOrderSent', data: { ...by, sentAt: NOW } };
const cancel: DraftCommand = { type: 'CancelDraftOrder', data: by };
const cancelled: DraftEvent = { type: 'DraftOrderCancelled', data: by };
const orderOf = (attempt: number): OrderId => OrderId.parse(id(100 + attempt));
const take = (attempt: number): DraftCommand => ({
  type: 'TakeDraftOrder',
  data: { draftId, orderId: orderOf(attempt), attempt },
});
const taken = (attempt: number): DraftEvent => ({
  type: 'DraftOrderTaken',
  data: { draftId, userId, orderId: orderOf(attempt), attempt, takenAt: NOW },
});
const stateOf = (...events: DraftEvent[]) => events.reduce(draftDecider.evolve, draftDecider.initial)!;

describe('a draft order', () => {
  it('is made by staff for somebody else, with prices that hold for a day', () => {
    given().when(create).then(created);
    given()
      .when({ type: 'CreateDraftOrder', data: { ...create.data, staffId: userId } })
      .rejects('OwnDraftOrder');
    given().when(send).rejects('DraftOrderNotFound');
    expect(draftStatus(stateOf(created), NOW)).toBe('open');
    expect(draftStatus(stateOf(created), expiresAt)).toBe('expired');
  });
  it('is changed as a whole, at new prices, until the buyer takes it', () => {
    given(created).when(revise).then(revised);
    late(created)
      .when(revise)
      .then({
        type: 'DraftOrderRevised',
        data: { ...revised.data, pricedAt: expiresAt, expiresAt: instantAfter(expiresAt, pricesHoldMs) },
      });
    given(created, sent, taken(1)).when(revise).rejects('DraftOrderTaken');
    given(created, ...Array.from({ length: changesMax }, () => revised), {
      ...revised,
      data: { ...revised.data, quote: quoteOf(3) },
    })
      .when(revise)
      .rejects('TooManyDraftChanges');
    given(created)
      .when({ type: 'ReviseDraftOrder', data: { ...revise.data, staffId: userId } })
      .rejects('OwnDraftOrder');
  });
  it('is sent, and sent again after a change', () => {
    given(created).when(send).then(sent);
    given(created, sent, revised).when(send).then(sent);
    late(created).when(send).rejects('DraftOrderExpired');
    given(created)
      .when({ type: 'SendDraftOrder', data: { draftId, staffId: userId } })
      .rejects('OwnDraftOrder');
  });
  it('is taken once at a time, under the id that everybody who has the link asks for', () => {
    given(created, sent).when(take(1)).then(taken(1));
    given(created, sent, taken(1)).when(take(2)).then(taken(2));
    given(created, sent).when(take(2)).rejects('DraftOrderTaken');
    given(created).when(take(1)).rejects('DraftOrderNotSent');
    given(created, sent, revised).when(take(1)).rejects('DraftOrderNotSent');
    late(created, sent).when(take(1)).rejects('DraftOrderExpired');
    late(created, sent, taken(1)).when(take(1)).then();
    const often = Array.from({ length: attemptsMax }, (_, n) => taken(n + 1));
    given(created, sent, ...often)
      .when(take(attemptsMax + 1))
      .rejects('DraftOrderTaken');
    expect(draftView(stateOf(created, sent, taken(1)), expiresAt)).toMatchObject({
      status: 'taken',
      orderIds: [orderOf(1)],
    });
  });
  it('is given up for good', () => {
    given(created, sent).when(cancel).then(cancelled);
    for (const command of [send, revise, take(1)])
      given(created, sent, cancelled).when(command).rejects('DraftOrderCancelled');
  });
});

describe('a discount by hand', () => {
  const of = (paise: number): DraftEvent => ({
    type: 'DraftOrderCreated',
    data: { ...created.data, discount: { paise, reason: 'a stain' } },
  });
  const approve = (by: string): DraftCommand => ({
    type: 'ApproveDraftDiscount',
    data: { draftId, staffId: UserId.parse(by) },
  });
  const approved: DraftEvent = { type: 'DraftDiscountApproved', data: { draftId, staffId: UserId.parse(id(73)) } };
  it('is one person’s decision up to a limit, and needs another one above it', () => {
    given(of(aloneMaxPaise)).when(send).then(sent);
    const much = of(aloneMaxPaise + 1);
    given(much).when(send).rejects('DraftDiscountNotApproved');
    given(much).when(approve(staffId)).rejects('SecondPersonNeeded');
    given(much).when(approve(userId)).rejects('OwnDraftOrder');
    given(much)
      .when(approve(id(73)))
      .then(approved);
    given(much, approved).when(send).then(sent);
    given(created)
      .when(approve(id(73)))
      .then();
    expect(draftView(stateOf(much), NOW).staffDiscount).toMatchObject({ reason: 'a stain', waits: true });
    expect(draftView(stateOf(much, approved), NOW).staffDiscount).toMatchObject({ waits: false });
  });
  it('is agreed to for one content only', () => {
    const again = {
      ...revised,
      data: { ...revised.data, discount: { paise: aloneMaxPaise + 1, reason: 'two stains' } },
    };
    given(of(aloneMaxPaise + 1), approved, again)
      .when(send)
      .rejects('DraftDiscountNotApproved');
  });
  it('adds up over a day of one member of staff', () => {
    const staffGiven = deciderSpec(draftStaffDecider, NOW);
    const use = (n: number, amountPaise: number) => ({ staffId, useId: id(300 + n), amountPaise });
    const ask = (n: number, paise: number) => ({ type: 'UseDraftAllowance' as const, data: use(n, paise) });
    const used = (n: number, paise: number, usedAt = NOW) => ({
      type: 'DraftAllowanceUsed' as const,
      data: { ...use(n, paise), usedAt },
    });
    staffGiven().when(ask(1, staffDayMaxPaise)).then(used(1, staffDayMaxPaise));
    staffGiven(used(1, 1)).when(ask(2, staffDayMaxPaise)).rejects('StaffDiscountLimitReached');
    staffGiven(used(1, 1)).when(ask(1, 1)).then();
    staffGiven(used(1, staffDayMaxPaise, instantAfter(NOW, -DAY_MS)))
      .when(ask(2, 5))
      .then(used(2, 5));
    staffGiven(...Array.from({ length: DISCOUNTS_MAX }, (_, n) => used(10 + n, 1)))
      .when(ask(2, 1))
      .rejects('StaffDiscountLimitReached');
  });
});

describe('the link to a draft order', () => {
  const secrets = keyedSecrets(Buffer.alloc(32, 7));
  it('can be made by this installation only, and is about one content', () => {
    const link = draftLinkOf(stateOf(created, sent), secrets);
    expect(draftOfLink(link, secrets)).toEqual({ draftId, version: 1 });
    expect(draftLinkOf(stateOf(created, sent, revised, sent), secrets)).not.toBe(link);
    const forged = link.slice(0, -1) + (link.endsWith('0') ? '1' : '0');
    const foreign = draftLinkOf(stateOf(created), keyedSecrets(Buffer.alloc(32, 8)));
    for (const wrong of [forged, foreign, link.replace('.1.', '.2.'), link.replace(draftId, id(72)), draftId, ''])
      expect(draftOfLink(wrong, secrets)).toBeUndefined();
  });
});

it('lists draft orders the same however often their events are delivered', () => {
  const events = [created, revised, sent, taken(1)];
  const fold = (all: readonly DraftEvent[]) =>
    all.reduce<ReturnType<typeof draftOrderProjection.evolve>>(
      (row, event) => draftOrderProjection.evolve(row, event as never, draftId),
      undefined,
    );
  expect(fold(events)).toMatchObject({ status: 'taken', order_id: orderOf(1), total_paise: quoteOf(2).totalPaise });
  expect(fold([...events, ...events])).toEqual(fold(events));
  expect(fold([revised])).toBeUndefined();
});
