import { DAY_MS, instantAfter } from '../../domains/kernel/calendar.ts';
import { id, line, NOW, orderId, userId, vendors } from '../../domains/order/spec-examples.ts';
import { orderPolicy } from '../../domains/policy/order.ts';
import { OrderId, PaymentId } from '../../event-schemas/primitives.ts';
import { address } from './address.ts';
import { REST, say, wait, world, type Command, type Plot, type Told } from './crash-world.ts';
import { newShop, type Shop } from './order-shop.ts';

const shop = (method: 'PREPAID' | 'COD') => (): Told => newShop({ method, pieces: 10, storeCreditPaise: 0 });
const paid = (told: Told) => (told as Shop).paid();

const dayAfter = (now: string): string => instantAfter(now, DAY_MS).split('T')[0]!;
const shipmentId = id(60);
const parcel = { orderId, shipmentId };
const leaves: Command = {
  type: 'ShipOrder',
  data: { ...parcel, vendorId: vendors[0], courier: 'Delhivery', trackingNumber: 'AWB1' },
};
const arrives: Command = { type: 'DeliverOrder', data: parcel };
const returned = (kind: 'refund' | 'replacement'): Command[] => {
  const one = { orderId, returnId: id(70) };
  const asked = { kind, reason: 'wrongSize', imageIds: [], unboxingVideoId: id(90) };
  return [
    { type: 'RequestReturn', data: { ...one, ...asked, lines: [{ lineId: line(2).lineId, quantity: 1 }] } },
    { type: 'AdvanceReturn', data: { ...one, status: 'approved' } },
    { type: 'AdvanceReturn', data: { ...one, status: 'receivedAtWarehouse' } },
    { type: 'AcceptReturn', data: { ...one, restock: true } },
  ];
};

const [editId, editPaymentId] = [id(80), PaymentId.parse(id(81))];
const ruleId = id(820);
const bonus = { ruleId, name: 'Festive', coins: 5, reserved: true, bookingId: OrderId.parse(editId) };
const joining = line(9, { earning: { basisPoints: 1_000, bonus } });
const joins = async (told: Told): Promise<void> => {
  const { productId, variantId } = joining;
  const expiresAt = instantAfter(told.now(), 1_800_000);
  const terms = {
    name: 'Festive',
    reward: { type: 'perPiece', coins: 5 },
    budgetCoins: 5,
    from: NOW,
    until: expiresAt,
  };
  const edit = { orderId, editId, removed: [], added: [joining], editPaymentId, expiresAt };
  await say(
    { type: 'ReceiveStock', data: { productId, receiptId: id(803), lines: [{ variantId, quantity: 5 }] } },
    { type: 'DraftEarningRule', data: { ruleId, authorId: id(821), terms } },
    { type: 'ApproveEarningRule', data: { ruleId, approverId: id(822) } },
    { type: 'ReserveBonus', data: { ruleId, orderId: editId, userId, coins: 5, expiresAt } },
    { type: 'RequestOrderEdit', data: edit },
  )(told);
};
const paysForIt = async (told: Told): Promise<void> => {
  const { gateway } = told as Shop;
  const { id: gatewayOrderId } = gateway.orderOf(editPaymentId)!;
  const { id: gatewayPaymentId, amount: amountPaise } = gateway.pay(gatewayOrderId, 'captured');
  const report = { gatewayOrderId, gatewayPaymentId, amountPaise, currency: 'INR', method: 'upi' };
  await say({ type: 'ReportCapture', data: { paymentId: editPaymentId, ...report } })(told);
};

const register = (person: string): Command => ({
  type: 'RegisterUser',
  data: {
    ...{ userId: person, name: 'Asha', phone: null, phoneId: null, phoneVerified: false, email: null, emailId: null },
    ...{ passwordHash: null, roles: ['customer'], referralCode: null, finishBefore: instantAfter(NOW, DAY_MS) },
  },
});
const grants = (person: string, n: number): Command[] => [
  { type: 'GrantCoins', data: { userId: person, grantId: id(n), coins: 100, reason: 'goodwill' } },
  { type: 'GrantStoreCredit', data: { userId: person, grantId: id(n + 1), amountPaise: 500, reason: 'giftCard' } },
];
const older = id(5);
const giftCard = {
  giftCardId: id(20),
  lastFour: 'ABCD',
  amountPaise: 50_000,
  batchId: id(21),
  issuedBy: id(22),
  expiresAt: instantAfter(NOW, 300 * DAY_MS),
};
const variant = { variantId: id(31), sku: 'S', size: 'M', pricePaise: 80_000, mrpPaise: 100_000, active: true };
const details = { name: 'Kurta', slug: 'kurta-1', brand: 'Neelam', categoryIds: [], images: [], videos: [], tags: [] };
const goods = { productId: id(30), vendorId: id(32), details: { ...details, attributes: {}, hsnCode: '6211' } };
const sale = { productId: id(30), variantId: id(31), pricePaise: 70_000, mrpPaise: 100_000 };
const addition = {
  additionId: id(33),
  productId: id(30),
  variantId: id(31),
  quantity: 1,
  seenPaise: 1,
  mrpPaise: 1,
  available: 9,
};
const announcement = { productId: id(50), arrivalId: id(51), lines: [{ variantId: id(52), quantity: 5 }] };
const waits = { productId: id(50), orderId: id(53) };
const isToldOfADay = async (told: Told): Promise<void> => {
  const [promisedOn, expiresAt] = [dayAfter(told.now()), instantAfter(told.now(), DAY_MS)];
  const lines = [{ variantId: id(52), quantity: 2, backOrder: { quantity: 2, promisedOn } }];
  await say(
    { type: 'AnnounceStock', data: { ...announcement, expectedOn: promisedOn } },
    { type: 'HoldStock', data: { ...waits, lines, expiresAt } },
    { type: 'CommitStock', data: waits },
  )(told);
};
const isToldOfAnother = (told: Told): Promise<void> =>
  say({ type: 'AnnounceStock', data: { ...announcement, expectedOn: dayAfter(instantAfter(told.now(), DAY_MS)) } })(
    told,
  );
const code = {
  ...{ challengeId: id(40), userId: null, codeHash: 'hash', attemptsMax: 3, purpose: 'signIn', channel: 'sms' },
  ...{ phone: '+919876543210', phoneId: id(41), expiresAt: instantAfter(NOW, 60_000) },
  usableUntil: instantAfter(NOW, 120_000),
};

/** The main course of every process. A new process is covered by a row here, or by one that it takes part in. */
export const CRASH_STORIES: Readonly<Record<string, Plot>> = {
  'a purchase that is changed, delivered and returned in part': {
    stage: shop('PREPAID'),
    story: [paid, joins, paysForIt, say(leaves), say(arrives), say(...returned('refund')), ...REST],
  },
  'an exchange': {
    stage: shop('PREPAID'),
    story: [paid, say(leaves), say(arrives), say(...returned('replacement')), ...REST],
  },
  'an order that is never paid': { stage: shop('PREPAID'), story: REST },
  'an order on delivery that a courier brings at the second attempt': {
    stage: shop('COD'),
    story: [
      wait(orderPolicy.payNow.value.remindAfterMs),
      say({ type: 'RequestCourierBooking', data: { ...parcel, vendorId: vendors[0] } }),
      say({
        type: 'RecordCourierBooking',
        data: { ...parcel, parcelId: 'P1', awb: 'AWB1', courier: 'Delhivery', trackingUrl: 'https://track.example/1' },
      }),
      say(leaves, { type: 'MarkOutForDelivery', data: parcel }),
      say({
        type: 'RecordCheckpoint',
        data: { ...parcel, checkpointId: 'c1', status: 'deliveryFailed', reason: 'notAtHome', at: NOW },
      }),
      (told) => say({ type: 'RequestRedelivery', data: { ...parcel, attempt: 1, on: dayAfter(told.now()) } })(told),
      say({
        type: 'RecordCourierInstruction',
        data: { ...parcel, attempt: 1, answer: 'RedeliveryRequested', turn: 1 },
      }),
      wait(DAY_MS),
      say(arrives),
      ...REST,
    ],
  },
  'two accounts that become one and are erased': {
    stage: world(register(older), register(userId), ...grants(older, 10), ...grants(userId, 12)),
    story: [
      say({ type: 'AddAddress', data: { userId, addressId: id(25), address, makeDefault: false } }),
      say({ type: 'AbsorbAccount', data: { userId: older, absorbedUserId: userId, mergeId: id(26) } }),
      say({ type: 'RequestAccountDeletion', data: { userId: older, eraseAt: instantAfter(NOW, DAY_MS) } }),
      ...REST,
    ],
  },
  'a gift card that is redeemed, and one that is not': {
    stage: world(),
    story: [
      say(
        { type: 'IssueGiftCard', data: giftCard },
        { type: 'IssueGiftCard', data: { ...giftCard, giftCardId: id(23) } },
      ),
      say({ type: 'RedeemGiftCard', data: { giftCardId: id(20), userId } }),
      ...REST,
    ],
  },
  'a price that changes at its time': {
    stage: world({ type: 'CreateProduct', data: { ...goods, variants: [variant], publish: true } }),
    story: [
      say({
        type: 'SchedulePriceChange',
        data: { changeId: id(34), ...sale, takesEffectAt: instantAfter(NOW, DAY_MS) },
      }),
      ...REST,
    ],
  },
  'goods that are put off and do not come on that day either': {
    stage: world({ type: 'ChangeStockThreshold', data: { productId: id(50), variantId: id(52), threshold: -5 } }),
    story: [isToldOfADay, isToldOfAnother, ...REST],
  },
  'a cart that is left': {
    stage: world(),
    story: [say({ type: 'AddCartItem', data: { userId, ...addition } }), ...REST],
  },
  'a code that is of no more use': { stage: world(), story: [say({ type: 'RequestOtp', data: code }), ...REST] },
};
