import type { AnyMessage } from '../../event-schemas/primitives.ts';
import type { RecordedEvent } from '../../domains/kernel/event-store.ts';

/** Reads the data of some kinds of events by their type; a reactor that is given another type than it handles is a bug. */
export const dataReader =
  <E extends AnyMessage>() =>
  <T extends E['type']>(event: RecordedEvent, type: T): Extract<E, { type: T }>['data'] => {
    if (event.type !== type) throw new Error(`expected ${type}, got ${event.type}`);
    return event.data;
  };
