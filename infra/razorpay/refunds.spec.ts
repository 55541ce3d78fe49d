import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { failureOf, startBench } from './spec-bench.ts';

const bench = await startBench();
const { gateway, control, fault, outcomesOf, pay } = bench;

afterEach(() => bench.reset());
afterAll(() => bench.stop());

describe('refunds', () => {
  const refund = (paymentId: string, more: object = {}) => ({
    paymentId,
    amount: 10_000,
    idempotencyKey: `refund-key-${paymentId}`,
    receipt: `r-${paymentId}`,
    notes: {},
    ...more,
  });

  it('gives the same refund for the same key, and refuses the key for another amount', async () => {
    const { paymentId } = await pay();
    const first = await gateway.createRefund(refund(paymentId));
    expect(first).toMatchObject({ paymentId, amount: 10_000, status: 'pending' });
    expect((await gateway.createRefund(refund(paymentId))).id).toBe(first.id);
    expect((await gateway.fetchPayment(paymentId)).amountRefunded).toBe(10_000);
    const failure = await failureOf(gateway.createRefund(refund(paymentId, { amount: 20_000 })));
    expect(failure).toMatchObject({
      code: 'refused',
      description: 'Different request with the same idempotency key has already been processed.',
    });
  });

  it('refunds once when the first answer is lost', async () => {
    const { paymentId } = await pay();
    await fault('refunds.create', 'lost-response');
    const made = await gateway.createRefund(refund(paymentId));
    expect(await gateway.listRefundsOfPayment(paymentId)).toEqual([made]);
    expect(outcomesOf('refunds.create')).toEqual(['unavailable', 'ok']);
  });

  it('waits while the first request with its key is in progress', async () => {
    const { paymentId } = await pay();
    await fault('refunds.create', 'in-progress', { times: 2 });
    expect((await gateway.createRefund(refund(paymentId))).amount).toBe(10_000);
    await fault('refunds.create', 'in-progress', { times: 3 });
    const failure = await failureOf(gateway.createRefund(refund(paymentId, { idempotencyKey: 'another-key-1' })));
    expect(failure).toMatchObject({ code: 'unavailable', cause: 'inProgress', effect: 'unknown' });
  });

  it('follows a refund to its end, and counts a failed one as not refunded', async () => {
    const { paymentId } = await pay();
    const done = await gateway.createRefund(refund(paymentId));
    await control('POST', `/refunds/${done.id}`, { status: 'processed' });
    expect((await gateway.fetchRefund(done.id)).status).toBe('processed');
    const failed = await gateway.createRefund(refund(paymentId, { idempotencyKey: 'second-key-1' }));
    await control('POST', `/refunds/${failed.id}`, { status: 'failed' });
    expect((await gateway.fetchRefund(failed.id)).status).toBe('failed');
    expect(await gateway.fetchPayment(paymentId)).toMatchObject({ amountRefunded: 10_000, refundStatus: 'partial' });
  });

  it('passes on that more than captured was asked', async () => {
    const { paymentId } = await pay();
    const failure = await failureOf(gateway.createRefund(refund(paymentId, { amount: 50_001 })));
    expect(failure).toMatchObject({ description: 'The refund amount provided is greater than amount captured' });
    const short = await failureOf(gateway.createRefund(refund(paymentId, { idempotencyKey: 'short' })));
    expect(short).toMatchObject({ code: 'refused', field: 'idempotencyKey' });
  });
});
