import { derivedId } from '../../domains/kernel/derived-id.ts';
import { keptQuantity, order, type Order } from '../../domains/order/index.ts';
import { payment } from '../../domains/payment/index.ts';
import type { Random } from './random.ts';
import type { Article } from './shop.ts';
import type { World } from './world.ts';

export type Send = (route: string, params: object, body: object) => Promise<string>;
/** What this part needs of a shopper. */
export type Hands = {
  readonly world: World;
  readonly articles: readonly Article[];
  readonly orderId: () => string | undefined;
  /** Asks the shop as this buyer and answers the id of the command; a refusal is one that a person would shrug at. */
  readonly ask: Send;
  /** Answers false while there is nothing to pay so far. */
  readonly pay: (paymentId: string) => Promise<boolean>;
};
type Step = () => Promise<boolean>;

const LOOKS_MAX = 120;
/** Steps of a return that staff take before the goods are looked at, and of a replacement after that. */
const ON_THE_WAY = ['approved', 'pickedUp', 'receivedAtWarehouse', 'inspecting'] as const;
const REPLACING = ['replacementShipped', 'replacementDelivered', 'completed'] as const;

class AfterSales {
  readonly #hands: Hands;
  #looks = 0;
  #editCommand: string | undefined;
  #returnId: string | undefined;
  constructor(hands: Hands) {
    this.#hands = hands;
  }

  async #order(): Promise<Order | undefined> {
    const { world, orderId } = this.#hands;
    const id = orderId();
    return id === undefined ? undefined : (await world.fold(order, id)).state;
  }

  async #tell(type: string, data: object): Promise<void> {
    const orderId = this.#hands.orderId();
    if (orderId !== undefined) await this.#hands.world.execute({ type, data: { orderId, ...data } });
  }

  /** Waits a while for the order to stand; what follows is refused for one that does not. */
  async stands(): Promise<boolean> {
    const state = await this.#order();
    return state?.phase !== 'pending' || (this.#looks += 1) > LOOKS_MAX;
  }

  /** One piece less, or one more that may have to be paid. */
  async edit(): Promise<boolean> {
    const { world, articles, ask, orderId } = this.#hands;
    const line = (await this.#order())?.lines[0];
    if (line === undefined) return true;
    const remove = world.random.chance(0.5) ? [{ lineId: line.lineId, quantity: 1 }] : [];
    const { productId, variantId } = world.random.pick(articles);
    const add = remove.length === 0 || world.random.chance(0.3) ? [{ productId, variantId, quantity: 1 }] : [];
    this.#editCommand = await ask('POST /orders/:id/edits', { id: orderId() }, { remove, add });
    return true;
  }

  async payEdit(): Promise<boolean> {
    const editId = this.#editCommand && derivedId(this.#editCommand, 'id', 'edit');
    const edit = (await this.#order())?.edits.find((known) => known.editId === editId);
    if (edit?.status !== 'open' || (this.#looks += 1) > LOOKS_MAX) return true;
    const { state } = await this.#hands.world.fold(payment, edit.editPaymentId);
    return state === undefined ? false : this.#hands.pay(edit.editPaymentId);
  }

  async ship(): Promise<boolean> {
    const vendorId = (await this.#order())?.lines[0]?.vendorId;
    if (vendorId === undefined) return true;
    await this.#tell('ShipOrder', {
      shipmentId: this.#parcel(),
      vendorId,
      courier: 'Delhivery',
      trackingNumber: 'AWB',
    });
    return true;
  }

  async arrive(comesHome: boolean): Promise<boolean> {
    const shipmentId = this.#parcel();
    if (comesHome) await this.#tell('ReturnOrderToOrigin', { shipmentId, reason: 'nobody was there' });
    else await this.#tell('DeliverOrder', { shipmentId });
    return true;
  }

  #parcel(): string {
    return derivedId(this.#hands.orderId() ?? '', 'parcel');
  }

  /** Some pieces of a delivered line go back, for the money or for the same again. */
  async askReturn(): Promise<boolean> {
    const { world, ask, orderId } = this.#hands;
    const lines = (await this.#order())?.lines ?? [];
    const line = lines.length === 0 ? undefined : world.random.pick(lines);
    if (line?.status !== 'delivered') return true;
    const quantity = 1 + world.random.below(keptQuantity(line));
    const kind = world.random.chance(0.6) ? 'refund' : 'replacement';
    const reason = world.random.chance(0.5) ? 'defective' : 'wrongSize';
    const body = { kind, reason, lines: [{ lineId: line.lineId, quantity }], unboxingVideoId: world.random.uuid() };
    const commandId = await ask('POST /orders/:id/returns', { id: orderId() }, body);
    this.#returnId = derivedId(commandId, 'id', 'return');
    return true;
  }

  async advance(status: string): Promise<boolean> {
    if (this.#returnId !== undefined) await this.#tell('AdvanceReturn', { returnId: this.#returnId, status });
    return true;
  }

  /** The stock of a replacement is booked, or the money goes back instead. */
  async booked(): Promise<boolean> {
    const known = (await this.#order())?.returns.find(({ returnId }) => returnId === this.#returnId);
    return known?.status !== 'replacementApproved' || (this.#looks += 1) > LOOKS_MAX;
  }

  async accept(): Promise<boolean> {
    const restock = this.#hands.world.random.chance(0.7);
    if (this.#returnId !== undefined) await this.#tell('AcceptReturn', { returnId: this.#returnId, restock });
    return true;
  }

  /** The buyer's bank takes the money back, or does not; its reports come in any order, some of them twice. */
  async dispute(reports: readonly DisputeReport[]): Promise<boolean> {
    const { world } = this.#hands;
    const paymentId = (await this.#order())?.paymentId;
    const state = paymentId && (await world.fold(payment, paymentId)).state;
    const capture = state ? state.captures.find(({ surplus }) => !surplus) : undefined;
    if (capture === undefined) return true;
    const disputeId = `disp_${capture.gatewayPaymentId.slice('pay_'.length)}`;
    if (reports.some(({ status }) => status === 'lost')) world.gateway.lose(disputeId, capture.amountPaise);
    for (const report of reports) {
      const data = { paymentId, disputeId, amountPaise: capture.amountPaise, ...report };
      await world.execute({ type: 'ReportDispute', data });
    }
    return true;
  }
}

type DisputeReport = { readonly status: string; readonly reportedAt: string };

const disputeReports = (random: Random): readonly DisputeReport[] => {
  const end = random.pick(['won', 'lost', 'closed'] as const);
  const reports = ['open', 'under_review', end, end].map((status, minute) => ({
    status,
    reportedAt: `2026-01-05T04:0${minute}:00.000Z`,
  }));
  return reports.toSorted(() => random.next() - 0.5);
};

/** What happens to an order once it stands: it is changed, leaves, arrives or comes home, goods go back, a bank disputes it. */
export const afterSales = (hands: Hands): Step[] => {
  const { random } = hands.world;
  const sales = new AfterSales(hands);
  const disputed = (): Step => {
    // Decided once, since a step that a crash cuts short is taken again.
    const reports = disputeReports(random);
    return () => sales.dispute(reports);
  };
  const steps: Step[] = [() => sales.stands()];
  if (random.chance(0.2))
    steps.push(
      () => sales.edit(),
      () => sales.payEdit(),
    );
  if (random.chance(0.07)) steps.push(disputed());
  if (random.chance(0.3)) return steps;
  const comesHome = random.chance(0.15);
  steps.push(
    () => sales.ship(),
    () => sales.arrive(comesHome),
  );
  for (let round = random.below(3); round > 0; round -= 1)
    steps.push(
      () => sales.askReturn(),
      ...ON_THE_WAY.map((status) => () => sales.advance(status)),
      () => sales.accept(),
      () => sales.booked(),
      ...REPLACING.map((status) => () => sales.advance(status)),
    );
  if (random.chance(0.07)) steps.push(disputed());
  return steps;
};
