import { UserId } from '../../event-schemas/primitives.ts';
import { sql } from '../../domains/kernel/projection.ts';
import { Refusal, type WriteContext, type WriteRoute } from '../../domains/kernel/routes.ts';
import type { LineStatus } from '../../domains/order/state.ts';
import { Money, money } from '../../domains/pricing/index.ts';
import { creditBalance, storeCredit } from '../../domains/store-credit/index.ts';
import { DeletionAnswer, deletionRequest } from '../../domains/user/index.ts';

/** Lines that still need the person's name and address. */
const UNDER_WAY: readonly LineStatus[] = ['pending', 'confirmed', 'processing', 'packed', 'shipped', 'outForDelivery'];

/**
 * An order of the last moment may not be in the read model yet. It does no harm: from the request on nothing new is ordered, and
 * the days in which it can be taken back are time for that one to arrive.
 */
const refuseWhileUnderWay = async (context: WriteContext, userId: UserId): Promise<void> => {
  const [order] = await context.query<{ readonly order_number: string }>(
    sql`select order_number from orders.customer_order where user_id = ${userId} and phase in ('pending', 'confirmed')
      and exists (select from jsonb_array_elements(lines) as line where line->>'status' = any(${UNDER_WAY})) limit 1`,
  );
  if (order !== undefined)
    throw new Refusal('OrderUnderWay', `Order ${order.order_number} is under way; wait for it, or cancel it first.`);
};

/**
 * The request of the user domain, refused while there are orders that the person's address is needed for. The answer says what
 * store credit lapses with the account, so that the person can spend it first or change their mind.
 */
export const deleteUserWrite: WriteRoute = {
  ...deletionRequest,
  reply: DeletionAnswer.extend({ lapsingStoreCredit: Money }),
  refusals: [...(deletionRequest.refusals ?? []), 'OrderUnderWay'],
  run: async (input, context) => {
    const userId = UserId.parse((input.params as { readonly userId: string }).userId);
    await refuseWhileUnderWay(context, userId);
    const [answer, credit] = await Promise.all([
      deletionRequest.run(input, context),
      context.facts(storeCredit, userId),
    ]);
    const { balancePaise } = creditBalance(credit.state, context.now);
    return { ...(answer as object), lapsingStoreCredit: money(balancePaise) };
  },
};
