import { PaymentGatewayError, type GatewayOrder } from '../../domains/kernel/ports/payment-gateway.ts';
import type { FaultCounts } from './faults.ts';
import type { Random } from './random.ts';

export type Losses = { readonly random: Random; readonly rate: number; readonly counts: FaultCounts };

/** Loses a call now and then (nothing happened), or its answer (it did happen). */
export const mayLose = ({ random, rate, counts }: Losses) => {
  const lost = (effect: 'none' | 'unknown'): Promise<never> => {
    counts.refusals += 1;
    return Promise.reject(
      new PaymentGatewayError('lost', { code: 'unavailable', cause: 'network', effect, retryAfterMs: null }),
    );
  };
  return <T>(effect: () => T): Promise<T> => {
    if (random.chance(rate)) return lost('none');
    const value = effect();
    return random.chance(rate) ? lost('unknown') : Promise.resolve(value);
  };
};

export const newOrder = (asked: Pick<GatewayOrder, 'id' | 'receipt' | 'amount' | 'createdAt'>): GatewayOrder => ({
  ...asked,
  amountPaid: 0,
  amountDue: asked.amount,
  currency: 'INR',
  status: 'created',
  attempts: 0,
});

/** The gateway says no, for good. */
export const refused = (description: string): PaymentGatewayError =>
  new PaymentGatewayError(description, {
    code: 'refused',
    httpStatus: 400,
    vendorCode: 'BAD_REQUEST_ERROR',
    description,
    field: null,
    reason: null,
  });

/** What the simulation asks of a gateway beside orders, payments and refunds: nothing that matters to it. */
export class GatewayRest {
  createCustomer(): Promise<{ readonly id: string }> {
    return Promise.resolve({ id: 'cust_00000000000001' });
  }
  listTokens(): Promise<readonly []> {
    return Promise.resolve([]);
  }
  deleteToken(): Promise<void> {
    return Promise.resolve();
  }
  listSettledOn(): Promise<{ readonly items: readonly []; readonly nextSkip: null }> {
    return Promise.resolve({ items: [], nextSkip: null });
  }
  verifyCheckoutSignature(): boolean {
    return true;
  }
  verifyWebhookSignature(): boolean {
    return true;
  }
  readWebhook(): never {
    throw new Error('the simulation reports payments by verification and by the poll');
  }
}
