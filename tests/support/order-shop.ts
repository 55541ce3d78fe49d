import { instantAfter } from '../../domains/kernel/calendar.ts';
import {
  address,
  couponId,
  id,
  line,
  NOW,
  orderId,
  paymentId,
  placed,
  userId,
} from '../../domains/order/spec-examples.ts';
import { memoryEventStore } from '../../infra/memory/event-store.ts';
import { SimulatedGateway } from '../simulation/gateway.ts';
import { randomOf } from '../simulation/random.ts';
import { simulatedPorts } from '../simulation/simulated-ports.ts';
import { otherProcess } from './saga-process.ts';
import { stateReader } from './state-reader.ts';

export const COINS = 500;
export const CREDIT_PAISE = 200_000;
/** Coins beside the usual ones that the order is promised, the whole budget of a rule. */
export const BONUS = 30;
export const RULE_ID = id(810);
const RESERVED_MS = 3_600_000;
const counts = { crashes: 0, duplicates: 0, reorderings: 0, refusals: 0, delays: 0 };
const NO_FAULTS = { random: randomOf(1), rate: 0, counts };

export type Buying = { readonly method: 'PREPAID' | 'COD'; readonly pieces: number; readonly storeCreditPaise: number };
/** A shop with two products, a coupon, coins and store credit, and one order that wants all of them. */
export const newShop = ({ method: paymentMethod, pieces, storeCreditPaise }: Buying) => {
  let now = NOW;
  const store = memoryEventStore();
  const gateway = new SimulatedGateway({ ...NO_FAULTS, now: () => now });
  const ports = simulatedPorts(NO_FAULTS.random, gateway, () => Date.parse(now));
  const bonus = { ruleId: RULE_ID, name: 'Festive', coins: BONUS, reserved: true };
  const lines = [line(1), line(2, { earning: { basisPoints: 1_000, bonus } })];
  const credit = storeCreditPaise === 0 ? {} : { storeCreditPaise };
  const asked = { ...placed(lines, { paymentMethod, ...credit }).data, address };
  const duePaise = asked.totalPaise - storeCreditPaise;
  const send = otherProcess(store, () => now);
  const stateOf = stateReader(store);
  const open = async (): Promise<void> => {
    for (const { productId, variantId } of lines)
      await send({
        type: 'ReceiveStock',
        data: { productId, receiptId: id(800), lines: [{ variantId, quantity: pieces }] },
      });
    const discount = { type: 'fixed', amountPaise: 19_998 };
    const terms = { description: '', discount, exclusive: false, active: true, automatic: false, priority: 0 };
    await send({ type: 'CreateCoupon', data: { couponId, code: 'SAVE', terms } });
    await send({ type: 'GrantCoins', data: { userId, grantId: id(801), coins: COINS, reason: 'goodwill' } });
    const grant = { userId, grantId: id(802), amountPaise: CREDIT_PAISE, reason: 'giftCard' };
    await send({ type: 'GrantStoreCredit', data: grant });
    const rule = { name: 'Festive', reward: { type: 'perPiece', coins: 15 }, budgetCoins: BONUS };
    const ruleTerms = { ...rule, from: NOW, until: instantAfter(NOW, RESERVED_MS) };
    await send({ type: 'DraftEarningRule', data: { ruleId: RULE_ID, authorId: id(811), terms: ruleTerms } });
    await send({ type: 'ApproveEarningRule', data: { ruleId: RULE_ID, approverId: id(812) } });
    const reserve = { ruleId: RULE_ID, orderId, userId, coins: BONUS, expiresAt: instantAfter(NOW, RESERVED_MS) };
    await send({ type: 'ReserveBonus', data: reserve });
    await send({ type: 'PlaceOrder', data: asked });
  };
  /** The gateway takes the buyer's money; the reports of it, as they come of a failed first try and of a late authorisation. */
  const reportsOfPayment = () => {
    const { id: gatewayOrderId } = gateway.orderOf(paymentId)!;
    const { id: gatewayPaymentId, amount: amountPaise } = gateway.pay(gatewayOrderId, 'captured');
    const capture = { paymentId, gatewayOrderId, gatewayPaymentId, amountPaise, currency: 'INR', method: 'upi' };
    return [
      { type: 'ReportFailure', data: { paymentId, gatewayPaymentId, code: 'BAD_REQUEST_ERROR' } },
      { type: 'ReportAuthorization', data: { paymentId, gatewayPaymentId, amountPaise } },
      { type: 'ReportCapture', data: capture },
      { type: 'ReportCapture', data: { ...capture, gatewayFeePaise: 990 } },
    ] as const;
  };
  const paid = async () => {
    const [, , captured] = reportsOfPayment();
    return send(captured);
  };
  const cancel = () =>
    send({ type: 'CancelOrder', data: { orderId, cancellationId: id(900), reason: 'changedMind', by: 'customer' } });
  /** As if the hold had lapsed, and somebody had written that down. */
  const lapse = () => send({ type: 'ReleaseStoreCredit', data: { userId, orderId } });
  const pass = (ms: number): void => void (now = instantAfter(now, ms));
  const people = { open, paid, cancel, lapse, pass, send, reportsOfPayment };
  return { store, gateway, ports, lines, asked, duePaise, stateOf, ...people, now: () => now };
};
export type Shop = ReturnType<typeof newShop>;
