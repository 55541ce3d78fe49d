import type { RecordedEvent } from '../../domains/kernel/event-store.ts';
import type { FaultCounts, FaultRates } from './faults.ts';
import type { Random } from './random.ts';

/** What one consumer has yet to do: items of a key in order, keys in any order. */
export type Inbox<T> = {
  readonly name: string;
  readonly byKey: Map<string, T[]>;
  /** Done lately: after a crash the checkpoint is behind, so these come again. */
  readonly recent: { readonly key: string; readonly item: T }[];
  readonly deliver: (key: string, item: T) => Promise<void>;
};

/** How far a checkpoint may lag behind what was done. */
const LAG_MAX = 20;

export const newInbox = <T>(name: string, deliver: Inbox<T>['deliver']): Inbox<T> => ({
  name,
  byKey: new Map(),
  recent: [],
  deliver,
});

export const put = <T>(inbox: Inbox<T>, key: string, item: T): void => {
  const items = inbox.byKey.get(key);
  if (items === undefined) inbox.byKey.set(key, [item]);
  else items.push(item);
};

/** Delivers one item: usually of the oldest key, sometimes of another, and sometimes twice. The item stays when this throws. */
export const deliverOne = async <T>(
  inbox: Inbox<T>,
  random: Random,
  rates: FaultRates,
  counts: FaultCounts,
): Promise<void> => {
  const keys = inbox.byKey.keys();
  let key = keys.next().value!;
  if (inbox.byKey.size > 1 && random.chance(rates.reorder)) {
    counts.reorderings += 1;
    for (let skip = random.below(Math.min(inbox.byKey.size, 8)); skip > 0; skip -= 1) key = keys.next().value!;
  }
  const items = inbox.byKey.get(key)!;
  const item = items[0]!;
  await inbox.deliver(key, item);
  if (random.chance(rates.duplicate)) {
    counts.duplicates += 1;
    await inbox.deliver(key, item);
  }
  items.shift();
  if (items.length === 0) inbox.byKey.delete(key);
  inbox.recent.push({ key, item });
  if (inbox.recent.length > LAG_MAX) inbox.recent.shift();
};

/** The consumer starts again from its checkpoint: what it did lately comes once more, before what it had not done. */
export const rewind = <T>(inbox: Inbox<T>): void => {
  for (const { key, item } of inbox.recent.splice(0).reverse()) {
    const items = inbox.byKey.get(key);
    if (items === undefined) inbox.byKey.set(key, [item]);
    else items.unshift(item);
  }
};

export type EventInbox = Inbox<RecordedEvent>;
