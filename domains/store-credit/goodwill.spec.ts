import { describe, it } from 'vitest';
import { creditGoodwill } from '../policy/store-credit.ts';
import type { StoreCreditCommand } from './commands.ts';
import type { StoreCreditEvent } from './events.ts';
import { given, granted, id, now, staff, userId } from './spec-examples.ts';

describe('goodwill', () => {
  const { aloneMaxPaise, waitingMax } = creditGoodwill.value;
  const goodwill = (n: number, amountPaise: number) => ({
    ...{ goodwillId: id(n), amountPaise, reason: 'a late parcel', requestedBy: staff(70) },
  });
  const ask = (n: number, amountPaise: number): StoreCreditCommand => ({
    type: 'RequestCreditGoodwill',
    data: { userId, ...goodwill(n, amountPaise) },
  });
  const requested = (n: number, amountPaise: number): StoreCreditEvent => ({
    type: 'CreditGoodwillRequested',
    data: { userId, goodwill: goodwill(n, amountPaise), requestedAt: now },
  });
  const approve = (n: number, by: number): StoreCreditCommand => ({
    type: 'ApproveCreditGoodwill',
    data: { userId, goodwillId: id(n), approvedBy: staff(by) },
  });
  it("is one person's decision up to the limit of the day", () => {
    given()
      .when(ask(8, aloneMaxPaise))
      .then(
        { type: 'CreditGoodwillApproved', data: { userId, goodwill: goodwill(8, aloneMaxPaise) } },
        granted(8, aloneMaxPaise, 'goodwill'),
      );
    given(granted(7, aloneMaxPaise, 'goodwill'))
      .when(ask(8, 1))
      .then(requested(8, 1));
    given(granted(7, aloneMaxPaise))
      .when(ask(8, aloneMaxPaise + 1))
      .then(requested(8, aloneMaxPaise + 1));
  });
  it('beyond that is given by a second person', () => {
    const approved = { userId, goodwill: goodwill(8, 60_000), approvedBy: staff(71) };
    given(requested(8, 60_000))
      .when(approve(8, 71))
      .then({ type: 'CreditGoodwillApproved', data: approved }, granted(8, 60_000, 'goodwill'));
    given(requested(8, 60_000)).when(approve(8, 70)).rejects('SecondPersonNeeded');
    given().when(approve(8, 71)).rejects('CreditGoodwillNotFound');
    const refusal = { userId, goodwillId: id(8), refusedBy: staff(71) };
    given(requested(8, 60_000))
      .when({ type: 'RefuseCreditGoodwill', data: refusal })
      .then({ type: 'CreditGoodwillRefused', data: refusal });
  });
  it('is decided once, and nobody gives it to themselves', () => {
    const refused: StoreCreditEvent = {
      type: 'CreditGoodwillRefused',
      data: { userId, goodwillId: id(8), refusedBy: staff(71) },
    };
    given(requested(8, 60_000), refused).when(approve(8, 71)).rejects('CreditGoodwillDecided');
    const approved: StoreCreditEvent = {
      type: 'CreditGoodwillApproved',
      data: { userId, goodwill: goodwill(8, 60_000), approvedBy: staff(71) },
    };
    given(requested(8, 60_000), approved, granted(8, 60_000, 'goodwill'))
      .when({ type: 'RefuseCreditGoodwill', data: refused.data })
      .rejects('CreditGoodwillDecided');
    given(requested(8, 60_000)).when(approve(8, 1)).rejects('OwnCreditGoodwill');
    given()
      .when({ type: 'RequestCreditGoodwill', data: { userId, ...goodwill(8, 1), requestedBy: userId } })
      .rejects('OwnCreditGoodwill');
  });
  it('waits in a bounded number', () => {
    const many = Array.from({ length: waitingMax }, (_, n) => requested(100 + n, 60_000));
    given(...many)
      .when(ask(8, 60_000))
      .rejects('TooMuchCreditGoodwill');
  });
});
