import type { CourierGateway, FailureAnswer } from '../../domains/kernel/ports/courier-gateway.ts';
import type { CircuitStateName } from '../outbound/resilience.ts';
import { bookOnce, findOrder } from './book.ts';
import { shiprocketClient } from './client.ts';
import type { ShiprocketConfig } from './config.ts';
import { isRefused, refused, unavailable } from './failures.ts';
import { scansOf } from './scans.ts';
import { LabelMade, PickupArranged, read, Report, Tracked } from './wire.ts';

const PDF = Buffer.from('%PDF-');
const COMMENT_LENGTH_MAX = 400;
const AWB = /^[A-Za-z0-9-]{1,80}$/;

/** The port over Shiprocket's HTTP API, with what an operator wants to see. */
export interface ShiprocketGateway extends CourierGateway {
  circuitState(): CircuitStateName;
}

const pathPart = (call: string, awb: string): string => {
  if (!AWB.test(awb)) throw refused(call, 'the airway bill number is none');
  return awb;
};

/** The day and what the buyer wrote are in the comment too, since not every courier reads the fields. */
const instruction = (answer: FailureAnswer): object => {
  if (answer.action === 'sendBack') return { action: 'return', comments: 'The buyer does not want the parcel.' };
  const { on, phone, note } = answer;
  const comments = [`Deliver again on ${on}.`, ...(note === undefined ? [] : [note])].join(' ');
  return {
    ...{ action: 're-attempt', deferred_date: on, comments: comments.slice(0, COMMENT_LENGTH_MAX) },
    ...(phone === undefined ? {} : { phone }),
  };
};

export const createShiprocketGateway = (config: ShiprocketConfig): ShiprocketGateway => {
  const client = shiprocketClient(config);
  return {
    name: 'Shiprocket',
    // Inside a promise, so that a bad request is a rejection like every other failure.
    book: async (request) => bookOnce(client, config, request),
    arrangePickup: async ({ reference, parcelId }) => {
      const call = { name: 'pickup', method: 'POST', path: '/courier/generate/pickup' } as const;
      try {
        const answer = await client.repeated({ ...call, body: { shipment_id: [Number(parcelId)] } });
        return { on: read(PickupArranged, answer, call.name).response.pickup_scheduled_date.slice(0, 10) };
      } catch (error) {
        if (!isRefused(error)) throw error;
        // One that was asked for before is refused: the order knows the day.
        const on = (await findOrder(client, reference))?.pickupOn;
        if (on === undefined) throw error;
        return { on };
      }
    },
    label: async (parcelId) => {
      const call = { name: 'label', method: 'POST', path: '/courier/generate/label' } as const;
      const answer = await client.repeated({ ...call, body: { shipment_id: [Number(parcelId)] } });
      const { label_created: made, label_url: url } = read(LabelMade, answer, call.name);
      if (made !== 1 || url === undefined) throw refused(call.name, 'there is no label for this parcel');
      const pdf = await client.file('label.file', url);
      if (!pdf.subarray(0, PDF.length).equals(PDF))
        throw unavailable(call.name, { cause: 'malformed', effect: 'none' });
      return pdf;
    },
    track: async (awb) => {
      const call = { name: 'track', method: 'GET', path: `/courier/track/awb/${pathPart('track', awb)}` } as const;
      const answer = await client.repeated(call);
      return scansOf(read(Tracked, answer, call.name).tracking_data.shipment_track_activities ?? []);
    },
    answerFailure: async (awb, answer) => {
      const path = `/ndr/${pathPart('ndr', awb)}/action`;
      await client.repeated({ name: 'ndr', method: 'POST', path, body: instruction(answer) });
    },
    cancel: async (reference) => {
      const call = { name: 'cancel', method: 'POST', path: '/orders/cancel' } as const;
      const found = await findOrder(client, reference);
      if (found === undefined) return;
      try {
        await client.repeated({ ...call, body: { ids: [found.orderId] } });
      } catch (error) {
        if (!isRefused(error) || (await findOrder(client, reference)) !== undefined) throw error;
      }
    },
    readReport: (body) => {
      let json: unknown;
      try {
        json = JSON.parse(body.toString());
      } catch {
        return undefined;
      }
      const report = Report.safeParse(json);
      return report.success ? { reference: report.data.order_id, scans: scansOf(report.data.scans) } : undefined;
    },
    circuitState: () => client.resilience.circuitState(),
  };
};
