import { instantAfter } from '../domains/kernel/calendar.ts';
import { defineSaga, type SagaCommand, type Step } from '../domains/kernel/saga.ts';
import type { OrderEvent } from '../domains/order/events.ts';
import type { SettlementCommand } from '../domains/payment/settlement/commands.ts';
import { settlementPolicy } from '../domains/policy/settlement.ts';

type Input = Extract<OrderEvent, { type: 'OrderDelivered' | 'ReturnAccepted' }>;
/** The delivered parcels of one order and the lines that were in them. */
type State = { readonly parcels: readonly { readonly settlementId: string; readonly lineIds: readonly string[] }[] };

const TIME_LIMIT_MS = 60_000;
const paiseOf = (lines: readonly { readonly totalPaise: number }[]): number =>
  lines.reduce((sum, { totalPaise }) => sum + totalPaise, 0);

const delivered = (
  state: State,
  data: Extract<Input, { type: 'OrderDelivered' }>['data'],
): Step<State, SettlementCommand> => {
  const { shipmentId: settlementId, vendorId, orderId, lines, taxPaise = 0, deliveredAt } = data;
  const dueAt = instantAfter(deliveredAt, settlementPolicy.dueAfterMs.value);
  const parcel = { settlementId, lineIds: lines.map(({ lineId }) => lineId) };
  return {
    state: { parcels: [...state.parcels, parcel] },
    send: [
      {
        type: 'SettleVendorSale',
        data: { settlementId, vendorId, orderId, salePaise: paiseOf(lines), taxPaise, dueAt },
      },
    ],
  };
};

const returned = (
  { parcels }: State,
  { returnId: reversalId, lines }: Extract<Input, { type: 'ReturnAccepted' }>['data'],
): SagaCommand<SettlementCommand>[] =>
  parcels
    .map(({ settlementId, lineIds }) => ({
      settlementId,
      reversalId,
      salePaise: paiseOf(lines.filter(({ lineId }) => lineIds.includes(lineId))),
    }))
    .filter(({ salePaise }) => salePaise > 0)
    .map((data) => ({ type: 'ReverseVendorSale', key: data.settlementId, data }));

/** A delivered parcel is owed to its seller, and goods that come back are not. */
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
