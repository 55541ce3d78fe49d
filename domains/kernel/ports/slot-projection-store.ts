import type { AnyProjection } from '../projection.ts';

export type SlotWrite = {
  readonly projection: AnyProjection;
  /** Rows that `load` gave. */
  readonly updates: readonly object[];
  /** Rows that `load` did not find. */
  readonly inserts: readonly object[];
  readonly deletes: readonly string[];
};
export type SlotMove = { readonly projection: AnyProjection; readonly from: bigint; readonly to: bigint };

/** Somebody else has moved a checkpoint of this slot: it is theirs now. */
export class SlotTaken extends Error {}
/** Another slot made a row that this one wanted to make: fold again. Nothing was written. */
export class RowAppeared extends Error {}

export type SlotTransaction = {
  /** The rows as they are; nobody changes them before the transaction ends. */
  load(projection: AnyProjection, keys: readonly string[]): Promise<ReadonlyMap<string, object>>;
  /** Once, at the end. Throws `SlotTaken` or `RowAppeared`, and then nothing is written. */
  write(writes: readonly SlotWrite[], moves: readonly SlotMove[]): Promise<void>;
};

/**
 * Rows and checkpoints for projections whose work is shared out by slots: each slot of the feed has its own checkpoint of every
 * projection, and a row may get events from several slots.
 */
export type SlotProjectionStore = {
  /** Makes what is missing. A projection that was run without slots before goes on from its checkpoint. */
  prepare(projections: readonly AnyProjection[]): Promise<void>;
  /** Where each projection stands in this slot; -1 before the first event. */
  positions(slot: number, projections: readonly AnyProjection[]): Promise<ReadonlyMap<AnyProjection, bigint>>;
  transaction(slot: number, work: (transaction: SlotTransaction) => Promise<void>): Promise<void>;
};
