import { derivedId } from '../../domains/kernel/derived-id.ts';
import { Refusal, type Caller } from '../../domains/kernel/routes.ts';
import { order } from '../../domains/order/index.ts';
import { payment } from '../../domains/payment/index.ts';
import type { PaymentId } from '../../event-schemas/primitives.ts';
import { reportOf } from '../../sagas/reactors/payment-events.ts';
import { afterSales } from './after-sales.ts';
import type { SimulatedGateway } from './gateway.ts';
import { until, type Shop } from './shop.ts';
import type { World } from './world.ts';

type Request = {
  readonly method: string;
  readonly path: string;
  readonly params?: object;
  readonly body?: object;
  readonly commandId: string;
};
type Placed = { readonly orderId: string };

const LINES_MAX = 3;
const LOOKS_MAX = 200;
/** What a buyer does once the gateway's window is open. */
const OUTCOMES = ['captured', 'failedThenCaptured', 'never', 'late', 'lateAtBank', 'authorized', 'twice'] as const;
/** What the gateway makes of it, one payment after the other. */
const PAYMENTS: Readonly<
  Partial<Record<(typeof OUTCOMES)[number], readonly Parameters<SimulatedGateway['pay']>[1][]>>
> = {
  failedThenCaptured: ['failed', 'captured'],
  lateAtBank: ['late'],
  authorized: ['authorized'],
  twice: ['captured', 'captured'],
};
const LATE_MS = 3_600_000;

const newRequest = (world: World, route: `POST ${string}`, params: object, body: object): Request => {
  const [method, path] = route.split(' ') as [string, string];
  return { method, path, params, body, commandId: world.random.uuid() };
};

/**
 * One checkout as a list of steps that the driver advances, mixed with those of others. A step whose answer was lost is
 * asked again under the same command id; a refusal ends the step, as it would for a person.
 */
export class Shopper {
  readonly caller: Caller;
  done = false;
  readonly #world: World;
  /** A step answers false when it has to wait for the shop. */
  readonly #steps: (() => Promise<boolean>)[] = [];
  #waited = 0;
  readonly #outcome: (typeof OUTCOMES)[number];
  #placed: Placed | undefined;

  constructor(world: World, shop: Shop) {
    const { random } = world;
    this.#world = world;
    this.caller = random.pick(shop.buyers);
    this.#outcome = random.chance(0.8) ? 'captured' : random.pick(OUTCOMES.slice(1));
    const userId = this.caller.userId;
    for (let line = 1 + random.below(LINES_MAX); line > 0; line -= 1) {
      const { productId, variantId } = random.pick(shop.articles);
      this.#ask(
        newRequest(
          world,
          'POST /cart/:userId/items',
          { userId },
          { productId, variantId, quantity: 1 + random.below(2) },
        ),
      );
    }
    if (random.chance(0.5))
      this.#ask(newRequest(world, 'POST /cart/:userId/apply-coupon', { userId }, { code: random.pick(shop.codes) }));
    if (random.chance(0.4))
      this.#ask(newRequest(world, 'POST /cart/:userId/apply-coins', { userId }, { coins: 50 + random.below(100) }));
    const paymentMethod = random.chance(0.25) ? 'COD' : 'PREPAID';
    const useStoreCredit = random.chance(0.4);
    const purchase = newRequest(world, 'POST /orders', {}, { paymentMethod, useStoreCredit });
    this.#steps.push(async () => {
      this.#placed = (await this.#send(purchase)) as Placed | undefined;
      return true;
    });
    if (random.chance(0.15)) this.#steps.push(() => this.#cancel());
    if (paymentMethod === 'PREPAID') this.#steps.push(() => this.#pay(derivedId(purchase.commandId, 'id', 'payment')));
    else this.#payEarly();
    if (random.chance(0.1)) this.#steps.push(() => this.#cancel());
    this.#steps.push(
      ...afterSales({
        world,
        articles: shop.articles,
        orderId: () => this.#placed?.orderId,
        ask: async (route, params, body) => {
          const request = newRequest(world, route as `POST ${string}`, params, body);
          await this.#send(request);
          return request.commandId;
        },
        pay: (paymentId) => this.#pay(paymentId),
      }),
    );
  }

  #ask(request: Request): void {
    this.#steps.push(async () => {
      await this.#send(request);
      return true;
    });
  }

  async #send({ method, path, params, body, commandId }: Request): Promise<unknown> {
    try {
      return await this.#world.request(method, path, {
        caller: this.caller,
        commandId,
        ...(params === undefined ? {} : { params }),
        ...(body === undefined ? {} : { body }),
      });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.#world.counts.refusals += 1;
      return undefined;
    }
  }

  async #cancel(): Promise<boolean> {
    if (this.#placed === undefined) return true;
    await this.#send(
      newRequest(this.#world, 'POST /orders/:id/cancel', { id: this.#placed.orderId }, { reason: 'changedMind' }),
    );
    return true;
  }

  /** Some think better of cash at the door, now and then twice at once, while the parcel may leave and its cash be collected. */
  #payEarly(): void {
    const { random } = this.#world;
    const leaves = random.below(4);
    for (let ask = random.below(3); ask > 0; ask -= 1) {
      const commandId = random.uuid();
      this.#steps.push(async () => {
        if (this.#placed === undefined) return true;
        const path = { method: 'POST', path: '/orders/:id/pay-now', params: { id: this.#placed.orderId } };
        await this.#send({ ...path, commandId });
        return true;
      });
      if (leaves === ask) this.#steps.push(() => this.#handOver());
      this.#steps.push(() => this.#pay(derivedId(commandId, 'id', 'payment')));
    }
    if (leaves === 0) this.#steps.push(() => this.#handOver());
  }

  /** The courier takes the parcel, and gets the cash for it, unless there is nothing to take. */
  async #handOver(): Promise<boolean> {
    const orderId = this.#placed?.orderId;
    const vendorId = orderId && (await this.#world.fold(order, orderId)).state?.lines[0]?.vendorId;
    if (orderId === undefined || vendorId === undefined) return true;
    const shipmentId = derivedId(orderId, 'parcel');
    const parcel = { orderId, shipmentId, vendorId, courier: 'Delhivery', trackingNumber: 'AWB' };
    await this.#world.survive(() => this.#world.execute({ type: 'ShipOrder', data: parcel }));
    await this.#world.survive(() => this.#world.execute({ type: 'DeliverOrder', data: { orderId, shipmentId } }));
    return true;
  }

  /** Pays in the gateway's window, and reports it as the app, the webhook or both do, once or twice; or leaves it to the poll. */
  async #pay(paymentId: string): Promise<boolean> {
    const { random, gateway } = this.#world;
    if (this.#placed === undefined || this.#outcome === 'never') return true;
    // The shop opens the gateway's order by itself; a buyer looks again for a while.
    const gatewayOrderId = (await this.#world.fold(payment, paymentId)).state?.gatewayOrderId;
    if (gatewayOrderId === undefined) return (this.#waited += 1) > LOOKS_MAX;
    if (this.#outcome === 'late') this.#world.nowMs += LATE_MS;
    for (const attempt of PAYMENTS[this.#outcome] ?? ['captured']) {
      const paid = gateway.pay(gatewayOrderId, attempt);
      const report = reportOf(paymentId as PaymentId, gatewayOrderId, paid)!;
      const tell = (): Promise<unknown> => this.#world.execute(report);
      // The poll ends with the first capture that it finds, so a second one is reported until it is heard, as webhooks are.
      if (this.#outcome === 'twice') await until(this.#world, tell);
      else for (let time = random.below(3); time > 0; time -= 1) await this.#world.survive(tell);
    }
    return true;
  }

  /** Takes the next step; a crash leaves it to be taken again. */
  async advance(): Promise<void> {
    const step = this.#steps[0];
    if (step === undefined) {
      this.done = true;
      return;
    }
    const outcome = await this.#world.survive(step);
    if (outcome.survived && outcome.value) this.#steps.shift();
    this.done = this.#steps.length === 0;
  }
}
