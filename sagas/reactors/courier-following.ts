import type { FailureAnswer } from '../../domains/kernel/ports/courier-gateway.ts';
import type { Reactor } from '../../domains/kernel/reactor.ts';
import { order } from '../../domains/order/aggregate.ts';
import { scanCommands } from '../../domains/order/booking/reporting.ts';
import type { Shipment } from '../../domains/order/state.ts';
import { bookingNow, dataOf, refusalOf, tell } from './courier-calls.ts';

const answerOf = ({ answer }: Shipment): FailureAnswer | undefined => {
  if (answer === undefined) return undefined;
  if (answer.type === 'DeliveryGivenUp') return { action: 'sendBack' };
  const { on, phone, note } = answer;
  if (on === undefined) return undefined;
  const words = { ...(phone === undefined ? {} : { phone }), ...(note === undefined ? {} : { note }) };
  return { action: 'deliverAgain', on, ...words };
};

/** Tells the courier what the buyer wants after a failed attempt; a refusal is recorded, and told again later. */
export const courierInstruction: Reactor = {
  name: 'courierInstruction',
  handles: ['CourierInstructionRequested'],
  react: async (event, context) => {
    const { orderId, shipmentId, attempt, answer, turn } = dataOf(event, 'CourierInstructionRequested');
    const now = await bookingNow({ orderId, shipmentId }, context);
    const awb = now?.booking.parcel?.awb;
    const shipment = now?.state.shipments.find((each) => each.shipmentId === shipmentId);
    const wanted = shipment && answerOf(shipment);
    const { courierGateway } = context.ports;
    // A newer word of the buyer is passed on by a turn of its own.
    const isNewest = shipment?.answer?.attempt === attempt && shipment.answer.type === answer;
    if (courierGateway === undefined || awb === undefined || wanted === undefined || !isNewest) return;
    const data = { orderId, shipmentId, attempt, answer, turn };
    try {
      await courierGateway.answerFailure(awb, wanted);
      await tell(context, { type: 'RecordCourierInstruction', data });
    } catch (error) {
      const refusedFor = refusalOf(error);
      if (refusedFor === undefined) throw error;
      await tell(context, { type: 'RecordCourierInstruction', data: { ...data, refusedFor } });
    }
  },
};

/** Asks the courier about a parcel that nobody has reported about: the same facts as its reports, and the same commands. */
export const courierTracking: Reactor = {
  name: 'courierTracking',
  handles: ['CourierTrackingRequested'],
  react: async (event, context) => {
    const { orderId, shipmentId } = dataOf(event, 'CourierTrackingRequested');
    const { courierGateway } = context.ports;
    const awb = (await bookingNow({ orderId, shipmentId }, context))?.booking.parcel?.awb;
    if (courierGateway === undefined || awb === undefined) return;
    try {
      const scans = await courierGateway.track(awb);
      const { state } = await context.facts(order, orderId);
      const commands = state === undefined ? [] : scanCommands(state, shipmentId, scans);
      for (const [place, command] of commands.entries()) await tell(context, command, `${command.type} ${place}`);
    } catch (error) {
      // A number that the company does not know yet is asked for again in half a day.
      if (refusalOf(error) === undefined) throw error;
    }
  },
};
