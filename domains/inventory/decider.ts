import type { Instant } from '../../event-schemas/primitives.ts';
import { isRejected, type Decider } from '../kernel/decider.ts';
import type { InventoryCommand } from './commands.ts';
import type { InventoryRejection, Result } from './decision.ts';
import { adjust, announce, open, receive, transfer, withdraw } from './deliveries.ts';
import type { InventoryEvent } from './events.ts';
import { evolveInventory } from './evolve.ts';
import { commit, giveBack, hold, release } from './selling.ts';
import { balanceOf, emptyInventory, shelfOf, stockOf, type Inventory, type Offer } from './stock.ts';
import { allocation, changedPromises } from './turns.ts';

const decideMove = ({ type, data }: InventoryCommand, inventory: Inventory, now: Instant): Result => {
  switch (type) {
    case 'ReceiveStock':
      return receive(data, inventory);
    case 'OpenStock':
      return open(data, inventory);
    case 'AnnounceStock':
      return announce(data, inventory, now);
    case 'WithdrawStockAnnouncement':
      return withdraw(data, inventory);
    case 'AdjustStock':
      return adjust(data, inventory, now);
    case 'TransferStock':
      return transfer(data, inventory);
    case 'ChangeStockThreshold':
      return stockOf(inventory, data.variantId).threshold === data.threshold
        ? []
        : [{ type: 'StockThresholdChanged', data }];
    case 'HoldStock':
      return hold(data, inventory, now);
    case 'CommitStock':
      return commit(data, inventory, now);
    case 'ReleaseStock':
      return release(data, inventory);
    case 'ReturnStock':
      return giveBack(data, inventory);
    case 'CheckStockPromises':
      return [];
  }
};

const offerOf = (inventory: Inventory, variantId: string, now: Instant): Offer => {
  if (shelfOf(inventory, variantId, now) > 0) return 'shelf';
  return balanceOf(inventory, variantId, now) > 0 ? 'backOrder' : 'none';
};

const CROSSINGS = [
  ['none', 'StockRanOut'],
  ['backOrder', 'StockWentOnBackOrder'],
  ['shelf', 'StockCameBack'],
] as const;

/** Says which variants are sold in another way now: from the shelf, before they arrive, or not at all. */
const crossings = (productId: string, after: Inventory, now: Instant) => {
  const changed = Object.entries(after.variants)
    .map(([id, { offer }]) => ({ id, before: offer, offer: offerOf(after, id, now) }))
    .filter(({ before, offer }) => before !== offer);
  return CROSSINGS.flatMap(([offer, type]) => {
    const variantIds = changed.filter((variant) => variant.offer === offer).map(({ id }) => id);
    return variantIds.length === 0 ? [] : [{ type, data: { productId, variantIds } } as InventoryEvent];
  });
};

/**
 * All stock of one product. Whatever a command does to it, in the same append the pieces that are there go to those who wait for
 * them in their turn, whose day has changed is told so, and what is left decides how a variant is sold.
 */
export const inventoryDecider: Decider<Inventory, InventoryCommand, InventoryEvent, InventoryRejection> = {
  initial: emptyInventory,
  evolve: evolveInventory,
  decide: (command, inventory, now) => {
    const { productId } = command.data;
    // A hold may have lapsed since the last command: what it kept from those behind it goes to them first.
    const freed = allocation(productId, inventory, now);
    const before = freed.reduce(evolveInventory, inventory);
    const moves = decideMove(command, before, now);
    if (isRejected(moves)) return moves;
    if (moves.length === 0 && command.type !== 'CheckStockPromises') return [];
    const moved = moves.reduce(evolveInventory, before);
    const given = allocation(productId, moved, now);
    const allocated = given.reduce(evolveInventory, moved);
    const promises = changedPromises(productId, allocated, now);
    return [...freed, ...moves, ...given, ...promises, ...crossings(productId, allocated, now)];
  },
};
