import { eventually } from '../eventually.ts';
import { textAt, type Life } from '../life.ts';
import { operation, type Operation } from '../operation.ts';
import { placeOrder } from '../purchase.ts';
import { courierReport } from '../signed.ts';

const nameOf = ({ number }: Life): string => `Courier ${number}`;
const rememberCourier = (life: Life, body: unknown): void => {
  life.remember('courier', textAt(body, 'id'));
  life.remember('courierSecret', textAt(body, 'secret'));
  life.remember('courierVersion', textAt(body, 'version'));
};

/** A courier brings the parcel of an order that is paid for in cash. */
export const courierOperations: readonly Operation[] = [
  operation('POST /couriers', {
    ask: (life) => ({ as: 'admin', body: { name: nameOf(life) } }),
    learn: rememberCourier,
  }),
  operation('POST /couriers/{id}/secret', {
    ask: (life) => ({
      as: 'admin',
      path: { id: life.recall('courier') },
      body: { version: Number(life.recall('courierVersion')) },
    }),
    learn: rememberCourier,
  }),
  operation('POST /couriers/{id}/webhook', {
    before: async (life, world) => {
      await placeOrder(life, world, { name: 'cash', method: 'COD' });
      const id = life.recall('cash');
      const [payment] = await eventually(async () => {
        const answer = await world.call(life, 'GET /payments/order/{orderId}', { path: { orderId: id } });
        const { payments } = answer as { readonly payments: readonly { readonly id: string }[] };
        return payments.length === 0 ? undefined : payments;
      });
      life.remember('cashPayment', payment!.id);
      const body = { courier: nameOf(life), trackingNumber: `AWB-${id}` };
      await world.call(life, 'POST /orders/{id}/ship', { as: 'admin', path: { id }, body });
    },
    ask: (life) => ({
      ...courierReport(life.recall('courierSecret'), {
        id: 'r1',
        trackingNumber: `AWB-${life.recall('cash')}`,
        status: 'delivered',
        at: new Date().toISOString(),
      }),
      path: { id: life.recall('courier') },
    }),
    note: 'delivered, with the cash',
  }),
];
