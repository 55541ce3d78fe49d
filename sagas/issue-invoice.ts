import { indianDay } from '../domains/kernel/calendar.ts';
import { derivedId } from '../domains/kernel/derived-id.ts';
import { defineSaga, type SagaCommand } from '../domains/kernel/saga.ts';
import type { OrderEvent } from '../domains/order/events.ts';
import type { InvoiceCommand } from '../domains/order/invoice/commands.ts';
import type { DocumentKind } from '../domains/order/invoice/events.ts';
import type { InvoicedFees, LineQuantity } from '../domains/order/lines.ts';
import type { Instant, VendorId } from '../event-schemas/primitives.ts';

type Input = Extract<
  OrderEvent,
  { type: 'OrderShipped' | 'OrderCancelled' | 'OrderReturnedToOrigin' | 'ReturnAccepted' }
>;
const TIME_LIMIT_MS = 60_000;
const MONTH_LENGTH = 7;

/** The lines of each seller; the fees belong to the one that invoiced them, with lines or without. */
const byVendor = (lines: readonly LineQuantity[], fees: InvoicedFees | undefined): [VendorId, LineQuantity[]][] => {
  const vendors = new Map<VendorId, LineQuantity[]>(fees === undefined ? [] : [[fees.vendorId, []]]);
  for (const line of lines) vendors.set(line.vendorId, [...(vendors.get(line.vendorId) ?? []), line]);
  return [...vendors];
};

/** A parcel is invoiced once when it leaves; what comes back of it, or of the fees, is credited. */
const subjectOf = ({ type, data }: Input): { id: string; kind: DocumentKind } | undefined => {
  switch (type) {
    case 'OrderShipped':
      return { id: data.shipmentId, kind: 'invoice' };
    case 'OrderCancelled':
      return data.fees === undefined
        ? undefined
        : { id: derivedId('credit note', data.cancellationId), kind: 'creditNote' };
    case 'OrderReturnedToOrigin':
      return { id: derivedId('credit note', data.shipmentId), kind: 'creditNote' };
    case 'ReturnAccepted':
      return data.kind === 'refund' ? { id: derivedId('credit note', data.returnId), kind: 'creditNote' } : undefined;
  }
};

const documents = (input: Input, now: Instant): SagaCommand<InvoiceCommand>[] => {
  const subject = subjectOf(input);
  if (subject === undefined) return [];
  const { orderId, userId, fees } = input.data;
  const { id, kind } = subject;
  // Goods that are cancelled have not been invoiced yet: only fees can have been.
  const invoiced = input.type === 'OrderCancelled' ? [] : input.data.lines;
  const month = indianDay(now).slice(0, MONTH_LENGTH);
  return byVendor(invoiced, fees).map(([vendorId, lines]) => ({
    type: 'IssueTaxDocument',
    key: vendorId,
    data: {
      seriesId: derivedId('invoice series', vendorId, kind, month),
      documentId: derivedId('tax document', id, vendorId),
      kind,
      month,
      orderId,
      userId,
      vendorId,
      lines,
      ...(fees?.vendorId === vendorId
        ? { fees: { shippingPaise: fees.shippingPaise, codFeePaise: fees.codFeePaise } }
        : {}),
    },
  }));
};

/** Numbers are given only by the series' own stream, one event each, so that they are consecutive. */
export const issueInvoice = defineSaga<'new' | 'done', Input, InvoiceCommand>({
  name: 'issueInvoice',
  handles: ['OrderShipped', 'OrderCancelled', 'OrderReturnedToOrigin', 'ReturnAccepted'],
  instanceOf: (event) => subjectOf(event)?.id,
  initial: 'new',
  step: (state, input, now) => {
    if (state === 'done' || input.type === 'CommandAccepted' || input.type === 'CommandRejected') return {};
    return input.type === 'DeadlineReached' ? {} : { state: 'done', send: documents(input, now) };
  },
  isDone: (state) => state === 'done',
  timeLimitMs: TIME_LIMIT_MS,
});
