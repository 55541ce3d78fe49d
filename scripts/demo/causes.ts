import type { ShopClient } from './shop-client.ts';

type Logged = {
  readonly type: string;
  readonly stream?: string;
  readonly actor: string;
  readonly occurredAt: string;
  readonly eventId: string;
  readonly causationId: string | null;
};

/** Prints the order's events in log order, each below what caused it. */
export const printCauses = async (shop: ShopClient, orderId: string, token: string): Promise<void> => {
  const { body } = await shop.send<{ readonly events: readonly Logged[] }>(
    'GET',
    `/events/order/${orderId}?limit=100`,
    { token },
  );
  const events = body.events.toSorted((a, b) => a.occurredAt.localeCompare(b.occurredAt));
  for (const { type, actor, occurredAt, causationId } of events)
    console.log(
      `  ${occurredAt.slice(11, 23)}  ${type.padEnd(24)} by ${actor.padEnd(48)} caused by ${causationId ?? '-'}`,
    );
};
