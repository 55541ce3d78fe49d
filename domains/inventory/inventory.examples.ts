import { OrderId, ProductId, VariantId } from '../../event-schemas/primitives.ts';
import { deciderSpec } from '../kernel/spec.ts';
import type { InventoryCommand } from './commands.ts';
import { inventoryDecider } from './decider.ts';
import type { InventoryEvent } from './events.ts';
import type { Inventory } from './stock.ts';

export const uuid = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
export const productId = ProductId.parse(uuid(1));
export const small = VariantId.parse(uuid(2));
export const large = VariantId.parse(uuid(3));
export const order = (n: number) => OrderId.parse(uuid(100 + n));
export const now = '2026-01-01T00:00:00.000Z';
export const later = '2026-01-01T00:15:00.000Z';
export const past = '2025-12-31T23:59:59.999Z';

export const line = (quantity: number, variantId = small) => ({ variantId, quantity });
export const received = (quantity: number, warehouseId = 'main', receipt = 50): InventoryEvent => ({
  type: 'StockReceived',
  data: { productId, receiptId: uuid(receipt), warehouseId, lines: [line(quantity)] },
});
export const cameBack: InventoryEvent = { type: 'StockCameBack', data: { productId, variantIds: [small] } };
export const ranOut: InventoryEvent = { type: 'StockRanOut', data: { productId, variantIds: [small] } };
export const held = (n: number, quantity: number, expiresAt = later): InventoryEvent => ({
  type: 'StockHeld',
  data: { productId, orderId: order(n), lines: [line(quantity)], expiresAt },
});
export const hold = (n: number, quantity: number, expiresAt = later): InventoryCommand => ({
  type: 'HoldStock',
  data: { productId, orderId: order(n), lines: [line(quantity)], expiresAt },
});
export const committed = (n: number, quantity: number, warehouseId = 'main', missing = 0): InventoryEvent => ({
  type: 'StockCommitted',
  data: {
    productId,
    orderId: order(n),
    lines: [{ ...line(quantity), warehouseId }],
    ...(missing === 0 ? {} : { owed: [{ ...line(missing), warehouseId }] }),
  },
});
export const commit = (n: number): InventoryCommand => ({
  type: 'CommitStock',
  data: { productId, orderId: order(n) },
});
export const release = (n: number): InventoryCommand => ({
  type: 'ReleaseStock',
  data: { productId, orderId: order(n) },
});
export const give = (n: number, quantity: number, returnId = uuid(70)): InventoryCommand => ({
  type: 'ReturnStock',
  data: { productId, orderId: order(n), returnId, lines: [line(quantity)] },
});
export const threshold = (value: number): InventoryEvent => ({
  type: 'StockThresholdChanged',
  data: { productId, variantId: small, threshold: value },
});
export const given = deciderSpec(inventoryDecider, now);
export const fold = (events: readonly InventoryEvent[]): Inventory =>
  events.reduce(inventoryDecider.evolve, inventoryDecider.initial);
