import type { RecordedEvent } from '../../domains/kernel/event-store.ts';
import { evolveOrder, type Order, type OrderEvent, type OrderState } from '../../domains/order/index.ts';
import type { Instant } from '../../event-schemas/primitives.ts';

/** The order as it was at an instant or after a revision; undefined when it did not exist yet. */
export const orderAsOf = (
  history: readonly RecordedEvent[],
  asOf: Instant,
): { readonly state: Order; readonly at: Instant } | undefined => {
  const byRevision = /^\d+$/.test(asOf);
  const then = history.filter(({ revision, metadata }) =>
    byRevision ? revision <= BigInt(asOf) : metadata.recordedAt <= asOf,
  );
  const state = then.reduce<OrderState>(
    (order, { type, data }) => evolveOrder(order, { type, data } as OrderEvent),
    undefined,
  );
  const last = then.at(-1);
  if (state === undefined || last === undefined) return undefined;
  return { state, at: byRevision ? last.metadata.recordedAt : asOf };
};
