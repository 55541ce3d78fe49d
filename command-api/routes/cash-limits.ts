import { Refusal, type WriteContext } from '../../domains/kernel/routes.ts';
import { cashOrders, cashRefusal } from '../../domains/order/index.ts';

const REMEDY = "paymentMethod COD: the buyer's limit of orders on delivery is reached. Choose PREPAID.";
export const CASH_REFUSALS = ['TooManyCodOrders', 'CodReturnsExceeded'] as const;

/**
 * Refuses cash before anything is written. This is a courtesy: of orders that arrive together, the process that places them
 * lets no more through than the buyer's stream allows.
 */
export const refuseCashOverLimits = async (userId: string, context: WriteContext): Promise<void> => {
  const refused = cashRefusal((await context.facts(cashOrders, userId)).state, context.now);
  if (refused !== undefined) throw new Refusal(refused.rejected, refused.detail);
};

/** The same refusal for an order that lost against others of its buyer: it was rejected, and stays so when asked again. */
export const tellCashRefusal = ({ rejectedFor }: { readonly rejectedFor: string | null }): void => {
  const reason = CASH_REFUSALS.find((known) => known === rejectedFor);
  if (reason !== undefined) throw new Refusal(reason, REMEDY);
};
