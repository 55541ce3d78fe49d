import { Refusal, type WriteContext } from '../../domains/kernel/routes.ts';
import { orderPolicy } from '../../domains/policy/order.ts';
import { creditBalance, storeCredit } from '../../domains/store-credit/index.ts';
import { refuseCashOverLimits } from './cash-limits.ts';

type Asked = {
  readonly userId: string;
  readonly totalPaise: number;
  readonly paymentMethod: 'PREPAID' | 'COD';
  readonly useStoreCredit: boolean;
};

/**
 * Paise of the total that the buyer's store credit pays: as much as can be spent now. What remains is the payment's, and the
 * limits of cash on delivery are about that. The credit is held later; an order that lost against another one is rejected.
 */
export const storeCreditFor = async (
  { userId, totalPaise, paymentMethod, useStoreCredit }: Asked,
  context: WriteContext,
): Promise<number> => {
  const { availablePaise } = useStoreCredit
    ? creditBalance((await context.facts(storeCredit, userId)).state, context.now)
    : { availablePaise: 0 };
  const creditPaise = Math.min(availablePaise, totalPaise);
  if (paymentMethod === 'PREPAID') return creditPaise;
  const cashPaise = totalPaise - creditPaise;
  if (creditPaise > 0 && cashPaise === 0)
    throw new Refusal('NothingLeftForCash', 'paymentMethod: store credit pays for everything. Choose PREPAID.');
  if (cashPaise > orderPolicy.codTotalMaxPaise.value)
    throw new Refusal('CodLimitExceeded', 'Pay this order online; it is too large for cash on delivery.');
  if (cashPaise > 0) await refuseCashOverLimits(userId, context);
  return creditPaise;
};
