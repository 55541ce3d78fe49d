import fc from 'fast-check';
import { expect, it } from 'vitest';
import { PaymentId } from '../../event-schemas/primitives.ts';
import { isRejected } from '../kernel/decider.ts';
import type { OrderCommand } from './commands.ts';
import { orderDecider } from './decider.ts';
import type { OrderEvent } from './events.ts';
import { confirmed, id, line, NOW, orderId, paymentId, placed } from './spec-examples.ts';

const lines = [line(1), line(2)];
const goods = lines.reduce((sum, { totalPaise: paise }) => sum + paise, 0);
const order = placed(lines, { paymentMethod: 'COD', codFeePaise: 5_900, totalPaise: goods + 4_000 + 5_900 });
const { totalPaise } = order.data;
const expiresAt = '2026-01-10T10:30:00.000Z';
const stateOf = (...events: OrderEvent[]) => events.reduce(orderDecider.evolve, orderDecider.initial)!;
const running: OrderEvent[] = [order, confirmed(order)];

it('gives back, whatever is cancelled before and after paying online, exactly what was paid', () => {
  const lineId = fc.constantFrom(line(1).lineId, line(2).lineId);
  const step = fc.oneof(
    fc.record({ kind: fc.constant('edit' as const), lineId }),
    fc.record({ kind: fc.constant('cancel' as const), lineId }),
    fc.constant({ kind: 'payNow' as const, lineId: '' }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 6 }), (steps) => {
      let state = stateOf(...running);
      const paid = new Map<string, number>([[paymentId, totalPaise]]);
      const given = new Map<string, number>();
      const add = (sums: Map<string, number>, key: string, paise: number) =>
        sums.set(key, (sums.get(key) ?? 0) + paise);
      const run = (command: OrderCommand): void => {
        const decision = orderDecider.decide(command, state, NOW);
        if (isRejected(decision)) return;
        for (const event of decision) {
          state = orderDecider.evolve(state, event)!;
          const { type, data } = event;
          if (type === 'OrderPrepaid') {
            add(given, data.cashPaymentId, data.cashPaise);
            add(paid, data.paymentId, data.paidPaise);
          } else if (type === 'OrderCancelled' || type === 'OrderEdited') {
            const parts = data.refunds ?? [{ paymentId: data.paymentId, amountPaise: data.refundPaise }];
            for (const part of parts) add(given, part.paymentId, part.amountPaise);
          }
        }
      };
      for (const [n, { kind, lineId: asked }] of steps.entries()) {
        const edit = { orderId, editId: id(600 + n), editPaymentId: PaymentId.parse(id(700 + n)), expiresAt };
        if (kind === 'edit')
          run({ type: 'RequestOrderEdit', data: { ...edit, added: [], removed: [{ lineId: asked, quantity: 1 }] } });
        if (kind === 'payNow') run({ type: 'RequestPayNow', data: edit });
        run({ type: 'ApplyOrderEdit', data: { orderId, editId: edit.editId } });
        if (kind === 'cancel')
          run({
            type: 'CancelOrder',
            data: { orderId, cancellationId: id(800 + n), lineIds: [asked], reason: 'other', by: 'staff' },
          });
      }
      run({ type: 'CancelOrder', data: { orderId, cancellationId: id(90), reason: 'other', by: 'staff' } });
      for (const [payment, paise] of paid) expect(given.get(payment) ?? 0).toBe(paise);
      for (const { paidPaise, givenPaise } of state.funds) expect(givenPaise).toBe(paidPaise);
    }),
  );
});
