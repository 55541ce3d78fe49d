import { expect, it } from 'vitest';
import { paymentId, orderId, userId, NOW } from '../domains/order/spec-examples.ts';
import { paymentPolicy } from '../domains/policy/payment.ts';
import { latePayment } from './late-payment.ts';

const expired = { type: 'PaymentExpired', data: { paymentId, orderId, userId, reason: 'unpaid' } } as const;

it('asks the gateway a few more times about a payment that was closed, and then no more', () => {
  const begun = latePayment.step(latePayment.initial, expired, NOW);
  expect(begun.deadlines?.map(({ dueAt }) => dueAt)).toEqual([
    '2026-01-10T11:00:00.000Z',
    '2026-01-11T10:00:00.000Z',
    '2026-01-13T10:00:00.000Z',
    '2026-01-15T10:00:00.000Z',
  ]);
  let state = begun.state!;
  for (const { name, dueAt } of begun.deadlines!) {
    expect(latePayment.isDone(state)).toBe(false);
    const step = latePayment.step(state, { type: 'DeadlineReached', data: { name, dueAt } }, dueAt);
    expect(step.send).toEqual([{ type: 'RequestReconciliation', data: { paymentId, check: name } }]);
    state = step.state!;
  }
  expect(latePayment.isDone(state)).toBe(true);
  expect(latePayment.step(state, expired, NOW)).toEqual({});
  expect(paymentPolicy.lateChecksMs.value).toHaveLength(4);
});
