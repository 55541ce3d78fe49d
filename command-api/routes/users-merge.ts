import { sql } from '../../domains/kernel/projection.ts';
import { Refusal } from '../../domains/kernel/routes.ts';
import { mergeRequest } from '../../domains/user/index.ts';

/**
 * Orders that are not decided or on their way talk to the account that placed them, so they are waited for. One of the last
 * moment may not be in the read model yet: its coins and its cart follow all the same.
 */
export const mergeUsersWrite = mergeRequest(async (context, userIds) => {
  const [order] = await context.query<{ readonly order_number: string }>(
    sql`select order_number from orders.customer_order where user_id = any(${userIds}::uuid[]) and phase in ('pending', 'confirmed')
      and exists (select from jsonb_array_elements(lines) as line
        where line->>'status' in ('pending', 'confirmed', 'processing', 'packed', 'shipped', 'outForDelivery')) limit 1`,
  );
  if (order !== undefined)
    throw new Refusal('OrderUnderWay', `Order ${order.order_number} is under way; wait for it, or cancel it first.`);
});
