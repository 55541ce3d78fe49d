import { DAY_MS, instantAfter } from '../../domains/kernel/calendar.ts';
import { eventTimelines } from '../../domains/event-logging/logged-event.ts';
import { payment } from '../../domains/payment/aggregate.ts';
import { wasCaptured } from '../../domains/payment/capture-report.ts';
import type { Payment } from '../../domains/payment/state.ts';
import { known } from './payments.ts';
import type { Tally } from './tally.ts';

/** Entries of the event log in one page, and pages of one day and type that a run looks through. */
const PAGE_ENTRIES_MAX = 500;
export const PAGES_MAX = 1_000;
const TYPES = ['PaymentCaptured', 'SurplusPaymentCaptured', 'RefundProcessed'] as const;
const SUBJECT = /^payment:([0-9a-f-]{36})$/;
/** India's day begins five and a half hours before that of UTC. */
const INDIA_AHEAD_MS = 19_800_000;

/** When a day in India begins, and the next one. */
export const spanOf = (day: string): { since: string; until: string } => {
  const since = instantAfter(`${day}T00:00:00.000Z`, -INDIA_AHEAD_MS);
  return { since, until: instantAfter(since, DAY_MS) };
};

/** The payments to which money came, or from which it went, on the day, as our event log tells. */
const paymentsMoved = async ({ day, context }: Tally): Promise<Set<string>> => {
  const moved = new Set<string>();
  const { since: from, until } = spanOf(day);
  for (const type of TYPES) {
    let cursor: string | undefined;
    for (let pages = 0; pages < PAGES_MAX; pages += 1) {
      const range = { from, until, limit: PAGE_ENTRIES_MAX, ...(cursor === undefined ? {} : { cursor }) };
      const page = await context.ports.timelines.page({ timeline: eventTimelines.byType, key: type }, range);
      for (const { body } of page.entries) {
        const { subject } = JSON.parse(body) as { subject?: string };
        const [, paymentId] = SUBJECT.exec(subject ?? '') ?? [];
        if (paymentId !== undefined) moved.add(paymentId);
      }
      cursor = page.next;
      if (cursor === undefined) break;
    }
  }
  return moved;
};

const missing = (paymentId: Payment['paymentId'], entityId: string, ourPaise: number, gatewayPaise?: number) => ({
  kind: gatewayPaise === undefined ? ('missingAtGateway' as const) : ('amountDiffers' as const),
  ...{ entityId, paymentId, ourPaise },
  ...(gatewayPaise === undefined ? {} : { gatewayPaise }),
});

const compareCaptures = async ({ paymentId, captures }: Payment, tally: Tally): Promise<void> => {
  for (const { gatewayPaymentId: id, amountPaise } of captures) {
    if (tally.listed.has(id)) continue;
    // It may have begun on another day, so the list of this one does not decide.
    const paid = await known(tally.context.ports.paymentGateway.fetchPayment(id));
    const theirs = paid !== undefined && wasCaptured(paid) ? paid.amount : undefined;
    if (theirs !== amountPaise) await tally.found(missing(paymentId, id, amountPaise, theirs), 1);
  }
};

const compareRefunds = async ({ paymentId, refunds }: Payment, tally: Tally): Promise<void> => {
  for (const { channel, status, gatewayRefundId: id, amountPaise } of refunds) {
    if (channel !== 'gateway' || status !== 'processed' || id === undefined || tally.listed.has(id)) continue;
    const refund = await known(tally.context.ports.paymentGateway.fetchRefund(id));
    const theirs = refund !== undefined && refund.status !== 'failed' ? refund.amount : undefined;
    if (theirs !== amountPaise) await tally.found(missing(paymentId, id, amountPaise, theirs), -1);
  }
};

/** Looks for what our log has of the day and the gateway does not. Call it when the gateway's lists have been read. */
export const compareOurs = async (tally: Tally): Promise<void> => {
  for (const paymentId of await paymentsMoved(tally)) {
    const { state } = await tally.context.facts(payment, paymentId);
    if (state === undefined) continue;
    await compareCaptures(state, tally);
    await compareRefunds(state, tally);
  }
};
