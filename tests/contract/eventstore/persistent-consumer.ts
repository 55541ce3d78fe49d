import type { PersistentAction, PersistentSubscriptionToStream, ResolvedEvent } from '@eventstore/db-client';

export interface Delivery {
  readonly n: number;
  readonly retryCount: number;
  readonly resolved: ResolvedEvent;
}

/** Collects what a consumer gets, acknowledging it unless told otherwise. */
export function consume(
  subscription: PersistentSubscriptionToStream,
  settle: (delivery: Delivery) => PersistentAction | 'ack' | 'ignore' = () => 'ack',
): { deliveries: Delivery[]; error: Promise<string> } {
  const deliveries: Delivery[] = [];
  subscription.on('data', (resolved: ResolvedEvent & { retryCount: number }) => {
    const delivery = { n: (resolved.event!.data as { n: number }).n, retryCount: resolved.retryCount, resolved };
    deliveries.push(delivery);
    const action = settle(delivery);
    if (action === 'ack') void subscription.ack(resolved);
    else if (action !== 'ignore') void subscription.nack(action, 'because', resolved);
  });
  const error = new Promise<string>((resolve) =>
    subscription.on('error', (raised: Error) => resolve(raised.constructor.name)),
  );
  return { deliveries, error };
}

export const numbers = (deliveries: readonly Delivery[]): number[] => deliveries.map(({ n }) => n);
