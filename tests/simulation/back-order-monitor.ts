import { shelfOf, type Inventory } from '../../domains/inventory/index.ts';
import type { InventoryEvent } from '../../domains/inventory/events.ts';
import { allocation } from '../../domains/inventory/turns.ts';
import type { RecordedEvent } from '../../domains/kernel/event-store.ts';
import { isAwaiting } from '../../domains/order/awaiting.ts';
import type { OrderEvent } from '../../domains/order/events.ts';
import type { Order } from '../../domains/order/state.ts';
import type { ProductId } from '../../event-schemas/primitives.ts';
import type { Violation } from './invariants.ts';

type Waiting = { readonly productId: string; readonly variantId: string; readonly turn: number; quantity: number };
type Rest = { readonly log: { readonly length: number }; now(): string };
type Piece = { readonly variantId: string; readonly quantity: number };

const STREAMS = 'inventory-';

/**
 * Keeps its own list of who waits for which pieces, from events alone: in the order in which stock was held. What the deciders fold
 * is compared with it, and no parcel may leave with pieces that have not come.
 */
export class BackOrderMonitor {
  /** Orders that waited at some time. */
  waited = 0;
  readonly #turns = new Map<string, number>();
  readonly #waiting = new Map<string, Waiting>();
  #held = 0;

  /** What the event breaks, when it breaks something; `after` is the state of its stream. */
  observe({ type, data, metadata }: RecordedEvent, after: unknown): string | undefined {
    if (type === 'OrderShipped') return this.#shipped(data as Shipped);
    const event = { type, data } as InventoryEvent;
    switch (event.type) {
      case 'StockHeld':
        this.#turns.set(`${event.data.productId} ${event.data.orderId}`, (this.#held += 1));
        return undefined;
      case 'StockCommitted':
        this.#owe(event.data);
        return undefined;
      case 'StockReturned':
        return this.#less(event.data, event.data.owed ?? []);
      case 'StockAllocated':
        return this.#allocate(event.data);
      case 'StockCameBack':
        return event.data.variantIds.some((id) => shelfOf(after as Inventory, id, metadata.recordedAt) === 0)
          ? 'back in stock, and nothing is left'
          : undefined;
      default:
        return undefined;
    }
  }

  #owe({ productId, orderId, owed = [] }: CommittedStock): void {
    if (owed.length > 0) this.waited += 1;
    for (const { variantId, quantity } of owed) {
      const turn = this.#turns.get(`${productId} ${orderId}`)!;
      this.#waiting.set(`${productId} ${orderId} ${variantId}`, { productId, variantId, turn, quantity });
    }
  }

  #less({ productId, orderId }: { productId: string; orderId: string }, pieces: readonly Piece[]): string | undefined {
    for (const { variantId, quantity } of pieces) {
      const key = `${productId} ${orderId} ${variantId}`;
      const entry = this.#waiting.get(key);
      if (entry === undefined || entry.quantity < quantity) return 'pieces go to an order that does not wait for them';
      entry.quantity -= quantity;
      if (entry.quantity === 0) this.#waiting.delete(key);
    }
    return undefined;
  }

  #allocate({ productId, lines }: AllocatedStock): string | undefined {
    const last = new Map<string, number>();
    for (const { orderId, variantId } of lines) {
      const turn = this.#waiting.get(`${productId} ${orderId} ${variantId}`)?.turn ?? 0;
      last.set(variantId, Math.max(turn, last.get(variantId) ?? 0));
    }
    for (const line of lines) {
      const wrong = this.#less({ productId, orderId: line.orderId }, [line]);
      if (wrong !== undefined) return wrong;
    }
    return [...this.#waiting.values()].some(
      (entry) => entry.productId === productId && entry.turn < (last.get(entry.variantId) ?? 0),
    )
      ? 'somebody who bought later was given a piece first'
      : undefined;
  }

  #shipped({ orderId, lines }: Shipped): string | undefined {
    return lines.some(({ productId, variantId, bookingId }) =>
      this.#waiting.has(`${productId} ${bookingId ?? orderId} ${variantId}`),
    )
      ? 'a parcel left with pieces that have not come'
      : undefined;
  }

  /** Once nothing is under way: nothing lies on a shelf that somebody waits for, and orders know exactly what they wait for. */
  atRest(states: ReadonlyMap<string, unknown>, orders: readonly Order[], world: Rest): Violation[] {
    const position = world.log.length;
    const idle = [...states]
      .filter(([stream]) => stream.startsWith(STREAMS))
      .filter(([stream, state]) => {
        const productId = stream.slice(STREAMS.length) as ProductId;
        return allocation(productId, state as Inventory, world.now()).length > 0;
      })
      .map(([stream]) => ({ position, stream, rule: 'pieces lie there that are owed' }));
    const known = new Map<string, number>();
    for (const { orderId, phase, lines } of orders)
      for (const line of phase === 'confirmed' ? lines.filter(isAwaiting) : []) {
        const key = `${line.productId} ${line.bookingId ?? orderId} ${line.variantId}`;
        known.set(key, line.waiting + (known.get(key) ?? 0));
      }
    const keys = new Set([...known.keys(), ...this.#waiting.keys()]);
    const unequal = [...keys].filter((key) => (known.get(key) ?? 0) !== (this.#waiting.get(key)?.quantity ?? 0));
    return [
      ...idle,
      ...unequal.map((key) => ({
        ...{ position, stream: key },
        rule: `the order waits for ${known.get(key) ?? 0} pieces, ${this.#waiting.get(key)?.quantity ?? 0} are owed`,
      })),
    ];
  }
}
type CommittedStock = Extract<InventoryEvent, { type: 'StockCommitted' }>['data'];
type AllocatedStock = Extract<InventoryEvent, { type: 'StockAllocated' }>['data'];
type Shipped = Extract<OrderEvent, { type: 'OrderShipped' }>['data'];
