import { v7 as uuidV7 } from 'uuid';
import { product } from '../../domains/catalogue/index.ts';
import { inventory } from '../../domains/inventory/index.ts';
import { isRejected } from '../../domains/kernel/decider.ts';
import type { CommandHandler, Envelope } from '../../domains/kernel/handle.ts';
import type { CommandOf } from '../../domains/kernel/aggregate.ts';
import type { ProductId, VariantId, VendorId } from '../../event-schemas/primitives.ts';

type ProductCommand = CommandOf<typeof product>;
type InventoryCommand = CommandOf<typeof inventory>;

const envelope = (): Envelope => ({ commandId: uuidV7(), correlationId: uuidV7(), actor: 'test' });
const accepted = async (outcome: ReturnType<CommandHandler['execute']>): Promise<void> => {
  const answer = await outcome;
  if (isRejected(answer)) throw new Error(answer.rejected);
};

/** Makes a product with one variant and stock, changes its price a number of times, and publishes it: 4 + `changes` events or so. */
export const writeProduct = async (handler: CommandHandler, index: number, changes: number): Promise<void> => {
  const productId = uuidV7() as ProductId;
  const variantId = uuidV7() as VariantId;
  const details: Extract<ProductCommand, { type: 'CreateProduct' }>['data']['details'] = {
    name: `Kurta ${index}`,
    slug: `kurta-${index}-${productId}`,
    brand: `Brand ${index % 7}`,
    categoryIds: [],
    images: [],
    videos: [],
    tags: [],
    attributes: {},
    hsnCode: '6204',
  };
  const variant = { variantId, sku: `K-${index}`, pricePaise: 100_000, mrpPaise: 200_000, active: true };
  const send = (command: ProductCommand): Promise<void> => accepted(handler.execute(product, command, envelope()));
  await send({
    type: 'CreateProduct',
    data: { productId, vendorId: uuidV7() as VendorId, details, variants: [variant], publish: true },
  });
  const received: InventoryCommand = {
    type: 'ReceiveStock',
    data: { productId, receiptId: uuidV7(), warehouseId: 'main', lines: [{ variantId, quantity: 1 + (index % 9) }] },
  };
  await accepted(handler.execute(inventory, received, envelope()));
  for (let change = 1; change <= changes; change += 1)
    await send({
      type: 'ChangeVariantPrice',
      data: { productId, variantId, pricePaise: 100_000 - change, mrpPaise: 200_000 },
    });
};
