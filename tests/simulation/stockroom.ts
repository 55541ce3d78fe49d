import { instantAfter, indianDay } from '../../domains/kernel/calendar.ts';
import { inventory, MAIN_WAREHOUSE } from '../../domains/inventory/index.ts';
import { order } from '../../domains/order/index.ts';
import { until, type Article, type Shop } from './shop.ts';
import type { World } from './world.ts';

/** One article in so many is sold before it arrives, and so many pieces of it may be owed. */
const EVERY = 6;
const BEFORE_ARRIVAL = 6;
const DAYS_MAX = 20;
const DAY_MS = 24 * 3_600_000;
const PIECES_MAX = 3;
/** How often somebody tries to send what may not have come. */
const SENDS = 0.3;
const ACTS = ['receive', 'receive', 'announce', 'announce', 'withdraw', 'count'] as const;

/** Those who fill the shelves: they say when goods come, change their mind, and receive some of them. */
export class Stockroom {
  readonly #world: World;
  readonly #articles: readonly Article[];
  /** What was announced, of which the newest is received or withdrawn. */
  readonly #arrivals = new Map<string, string>();
  private constructor(world: World, articles: readonly Article[]) {
    this.#world = world;
    this.#articles = articles;
  }

  /** Sells some articles of the shop before they arrive, with few of them there. */
  static async open(world: World, { articles }: Shop): Promise<Stockroom> {
    const some = articles.filter((_article, n) => n % EVERY === 0);
    for (const { productId, variantId } of some) {
      const lines = [{ variantId, onHand: world.random.below(2) }];
      const counted = { productId, warehouseId: MAIN_WAREHOUSE, reason: 'opening', lines };
      const threshold = { productId, variantId, threshold: -BEFORE_ARRIVAL };
      await until(world, () => world.execute({ type: 'AdjustStock', data: counted }));
      await until(world, () => world.execute({ type: 'ChangeStockThreshold', data: threshold }));
    }
    return new Stockroom(world, some);
  }

  /** Does one thing to one article; what is refused stays undone. */
  async act(): Promise<void> {
    const { random } = this.#world;
    const article = random.pick(this.#articles);
    const sent = random.chance(SENDS) ? await this.#send(article) : undefined;
    const command = sent ?? this.#commandFor(article, random.pick(ACTS));
    await this.#world.survive(() => this.#world.execute(command));
  }

  /** The parcel of an order that waits for this article, as if all of it were there. */
  async #send({ productId, variantId }: Article): Promise<{ type: string; data: object } | undefined> {
    const { owed } = (await this.#world.fold(inventory, productId)).state;
    const orderId = owed.find((entry) => entry.variantId === variantId)?.orderId;
    const { lines } = (orderId && (await this.#world.fold(order, orderId)).state) || { lines: [] };
    const line = lines.find((each) => each.variantId === variantId);
    if (orderId === undefined || line === undefined) return undefined;
    const parcel = { orderId, shipmentId: this.#world.random.uuid(), vendorId: line.vendorId, lineIds: [line.lineId] };
    return { type: 'ShipOrder', data: { ...parcel, courier: 'Delhivery', trackingNumber: 'AWB' } };
  }

  #commandFor({ productId, variantId }: Article, act: (typeof ACTS)[number]): { type: string; data: object } {
    const { random } = this.#world;
    const lines = [{ variantId, quantity: 1 + random.below(PIECES_MAX) }];
    const known = this.#arrivals.get(variantId);
    switch (act) {
      case 'receive': {
        const arrival = known !== undefined && random.chance(0.5) ? { arrivalId: known } : {};
        const receipt = { productId, receiptId: random.uuid(), warehouseId: random.pick([MAIN_WAREHOUSE, 'pune']) };
        return { type: 'ReceiveStock', data: { ...receipt, lines, ...arrival } };
      }
      case 'announce': {
        const arrivalId = known !== undefined && random.chance(0.5) ? known : random.uuid();
        this.#arrivals.set(variantId, arrivalId);
        const expectedOn = indianDay(instantAfter(this.#world.now(), random.below(DAYS_MAX) * DAY_MS));
        return {
          type: 'AnnounceStock',
          data: { productId, arrivalId, warehouseId: MAIN_WAREHOUSE, expectedOn, lines },
        };
      }
      case 'withdraw':
        return { type: 'WithdrawStockAnnouncement', data: { productId, arrivalId: known ?? random.uuid() } };
      case 'count': {
        const found = [{ variantId, onHand: random.below(PIECES_MAX) }];
        const counted = { productId, warehouseId: MAIN_WAREHOUSE, reason: 'count', lines: found };
        return { type: 'AdjustStock', data: counted };
      }
    }
  }
}
