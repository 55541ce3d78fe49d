import { instantAfter } from '../domains/kernel/calendar.ts';
import { defineSaga, type SagaCommand, type Step } from '../domains/kernel/saga.ts';
import type { OrderEvent } from '../domains/order/events.ts';
import type { SettlementCommand } from '../domains/payment/settlement/commands.ts';
import { settlementPolicy } from '../domains/policy/settlement.ts';
import { portionOf } from '../domains/pricing/split.ts';

type Input = Extract<OrderEvent, { type: 'OrderDelivered' | 'ReturnAccepted' }>;
/** The delivered parcels of one order and the lines that were in them. */
type State = { readonly parcels: readonly { readonly settlementId: string; readonly lineIds: readonly string[] }[] };

const TIME_LIMIT_MS = 60_000;
type Lines = readonly { readonly totalPaise: number; readonly marginPaise?: number | undefined }[];
const sum = (lines: Lines, pick: (line: Lines[number]) => number): number =>
  lines.reduce((total, line) => total + pick(line), 0);
/** A reseller earns no more than the goods brought, so that a seller never owes for what was sold. */
const marginOf = ({ totalPaise, marginPaise = 0 }: Lines[number]): number => Math.min(totalPaise, marginPaise);
const saleOf = (line: Lines[number]): number => line.totalPaise - marginOf(line);

const delivered = (
  state: State,
  data: Extract<Input, { type: 'OrderDelivered' }>['data'],
): Step<State, SettlementCommand> => {
  const { shipmentId: settlementId, vendorId, orderId, lines, resellerId, deliveredAt } = data;
  const dueAt = instantAfter(deliveredAt, settlementPolicy.dueAfterMs.value);
  const parcel = { settlementId, lineIds: lines.map(({ lineId }) => lineId) };
  const salePaise = sum(lines, saleOf);
  const marginPaise = sum(lines, marginOf);
  const paidPaise = salePaise + marginPaise;
  const taxPaise = paidPaise === 0 ? 0 : portionOf(data.taxPaise ?? 0, salePaise, paidPaise);
  const margin =
    resellerId === undefined || marginPaise === 0
      ? {}
      : {
          reseller: {
            ...{ resellerId, marginPaise },
            dueAt: instantAfter(deliveredAt, settlementPolicy.marginDueAfterMs.value),
          },
        };
  return {
    state: { parcels: [...state.parcels, parcel] },
    send: [
      { type: 'SettleVendorSale', data: { settlementId, vendorId, orderId, salePaise, taxPaise, dueAt, ...margin } },
    ],
  };
};

const returned = (
  { parcels }: State,
  { returnId: reversalId, lines }: Extract<Input, { type: 'ReturnAccepted' }>['data'],
): SagaCommand<SettlementCommand>[] =>
  parcels
    .map(({ settlementId, lineIds }) => {
      const back = lines.filter(({ lineId }) => lineIds.includes(lineId));
      const marginPaise = sum(back, marginOf);
      const margin = marginPaise === 0 ? {} : { marginPaise };
      return { settlementId, reversalId, salePaise: sum(back, saleOf), ...margin };
    })
    .filter(({ salePaise, marginPaise = 0 }) => salePaise + marginPaise > 0)
    .map((data) => ({ type: 'ReverseVendorSale', key: data.settlementId, data }));

/** A delivered parcel is owed to its seller, its margin to whoever resold it, and goods that come back are not. */
export const settleVendor = defineSaga<State, Input, SettlementCommand>({
  name: 'settleVendor',
  handles: ['OrderDelivered', 'ReturnAccepted'],
  instanceOf: ({ type, data }) => (type === 'ReturnAccepted' && data.kind === 'replacement' ? undefined : data.orderId),
  initial: { parcels: [] },
  step: (state, input) => {
    if (input.type === 'OrderDelivered') return delivered(state, input.data);
    return input.type === 'ReturnAccepted' ? { state: { ...state }, send: returned(state, input.data) } : {};
  },
  isDone: () => true,
  timeLimitMs: TIME_LIMIT_MS,
});
