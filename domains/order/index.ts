import type { Domain } from '../kernel/aggregate.ts';
import { order } from './aggregate.ts';
import { bookingProjection } from './booking/read-model.ts';
import { cashOrders } from './cash/aggregate.ts';
import { courier } from './courier/courier.ts';
import { draftOrder } from './draft/aggregate.ts';
import { draftStaff } from './draft/allowance.ts';
import { draftOrderProjection } from './draft/read-model.ts';
import { invoiceSeries } from './invoice/aggregate.ts';
import { taxDocumentProjection } from './invoice/read-model.ts';
import { orderNumbers } from './number.ts';
import { orderProjection } from './read-model.ts';
import { shipmentProjection } from './shipment-read-model.ts';
import { undeliveredProjection } from './undelivered-read-model.ts';

export { couponUses } from './coupon-uses.ts';
export { order, orderNumbers, invoiceSeries, courier, cashOrders, draftOrder, draftStaff };
export type { DraftOrder } from './draft/decider.ts';
export { draftLinkOf, LINK_MAX } from './draft/link.ts';
export { linkedDraft, presentDraft } from './draft/look-up.ts';
export { DRAFT_STATUSES, draftView, DraftView, sharedDraftView, SharedDraftView } from './draft/view.ts';
export type { DraftOrderRow } from './draft/read-model.ts';
export { cashRefusal } from './cash/decider.ts';
export { courierIdOf, liveVersions } from './courier/courier.ts';
export { orderCommands } from './commands.ts';
export { CourierReport } from './courier/report.ts';
export { reportCommand } from './courier/report-command.ts';
export { orderOfReference, referenceOf, scanCommands } from './booking/reporting.ts';
export { bookingOf } from './booking/state.ts';
export { bookingView, BookingView } from './booking/view.ts';
export { orderNumberDayId, orderNumberOf } from './number.ts';
export { CancelReason, PaymentMethod, type OrderEvent } from './events.ts';
export { Day, DeliveryAddress, LINES_MAX, QUANTITY_MAX, type OrderLine } from './lines.ts';
export { RETURN_IMAGES_MAX, ReturnKind, ReturnReason, ReturnStatus } from './return-events.ts';
export { isGone, isInHouse, keptQuantity, orderStatus, ORDER_STATUSES, type OrderStatus } from './facts.ts';
export { guestView, GuestView, orderLinkOf, orderOfLink } from './guest-view.ts';
export { editView, EditView } from './edit-view.ts';
export { OrderView, orderView } from './view.ts';
export { vendorPart, worthOfPart } from './vendor-part.ts';
export { tendersOf } from './tender-view.ts';
export { ShipmentView, shipmentView } from './shipment-view.ts';
export type { OrderRow } from './read-model.ts';
export type { ShipmentRow } from './shipment-read-model.ts';
export type { BookingRow } from './booking/read-model.ts';
export type { UndeliveredRow } from './undelivered-read-model.ts';
export type { TaxDocumentRow } from './invoice/read-model.ts';
export { returnView, ReturnView } from './return-view.ts';
export { evolveOrder, type Order, type OrderState } from './state.ts';
export const orderDomain: Domain = {
  name: 'order',
  aggregates: [order, orderNumbers, invoiceSeries, courier, cashOrders, draftOrder, draftStaff],
  projections: [
    orderProjection,
    taxDocumentProjection,
    shipmentProjection,
    undeliveredProjection,
    bookingProjection,
    draftOrderProjection,
  ],
  writes: [],
  reads: [],
};
