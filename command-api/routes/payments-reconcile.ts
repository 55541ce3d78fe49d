import { z } from 'zod';
import { PaymentGatewayError, type GatewayPayment } from '../../domains/kernel/ports/payment-gateway.ts';
import { Refusal, writeRoute, type WriteContext } from '../../domains/kernel/routes.ts';
import {
  gatewayOrderLink,
  gatewayOrderLinkId,
  payment,
  wasCaptured,
  captureReport,
} from '../../domains/payment/index.ts';
import { Instant, PaymentId } from '../../event-schemas/primitives.ts';

/** Pages of the gateway's list that one call looks through; a longer span is asked for in parts. */
export const PAGES_MAX = 100;

const Unmatched = z.object({ gatewayPaymentId: z.string(), gatewayOrderId: z.string().nullable(), reason: z.string() });
const Result = z.object({
  seen: z.int(),
  /** Captures that we had heard of. */
  known: z.int(),
  /** Captures that this call was the first to report. */
  reported: z.int(),
  /** For somebody to look at: payments of the gateway that belong to nothing of ours. */
  unmatched: z.array(Unmatched),
  /** Pass it as `skip` for the rest; null when all was seen. */
  nextSkip: z.int().nullable(),
});
type Tally = { seen: number; known: number; reported: number; unmatched: z.infer<typeof Unmatched>[] };

const match = async (paid: GatewayPayment, tally: Tally, context: WriteContext): Promise<void> => {
  tally.seen += 1;
  const miss = (reason: string): void =>
    void tally.unmatched.push({ gatewayPaymentId: paid.id, gatewayOrderId: paid.orderId, reason });
  if (!wasCaptured(paid)) return;
  if (paid.orderId === null) {
    miss('NoGatewayOrder');
    return;
  }
  const link = (await context.facts(gatewayOrderLink, gatewayOrderLinkId(paid.orderId))).state;
  if (link === undefined) {
    miss('UnknownGatewayOrder');
    return;
  }
  const { state } = await context.facts(payment, link.paymentId);
  if (state?.captures.some(({ gatewayPaymentId }) => gatewayPaymentId === paid.id) === true) {
    tally.known += 1;
    return;
  }
  const outcome = await context.attempt(payment, captureReport(PaymentId.parse(link.paymentId), paid)!);
  if ('rejected' in outcome) {
    miss(outcome.rejected);
    return;
  }
  tally.reported += 1;
};

export const reconcileWrite = writeRoute({
  method: 'POST',
  path: '/payments/reconcile',
  tag: 'Payments',
  allow: ['admin', 'service'],
  summary:
    "Compare the gateway's list of a span of time with our log; report what we missed, name what matches nothing",
  body: z.object({ since: Instant, until: Instant, skip: z.int().nonnegative().default(0) }),
  reply: Result,
  refusals: ['ProviderUnavailable'],
  run: async ({ body: { since, until, skip } }, context) => {
    const tally: Tally = { seen: 0, known: 0, reported: 0, unmatched: [] };
    let nextSkip: number | null = skip;
    try {
      for (let pages = 0; nextSkip !== null && pages < PAGES_MAX; pages += 1) {
        const page = await context.ports.paymentGateway.listPaymentsBetween({ since, until, skip: nextSkip });
        for (const paid of page.payments) await match(paid, tally, context);
        nextSkip = page.nextSkip;
      }
    } catch (error) {
      if (!(error instanceof PaymentGatewayError)) throw error;
      throw new Refusal('ProviderUnavailable', 'The gateway does not answer; what was reported stays.', 5);
    }
    return { ...tally, nextSkip };
  },
});
