import type { Dispute, Payment } from './state.ts';

/** How a dispute can end, in the order in which one end gives way to another: money that was lost once is lost for good. */
const ENDS: readonly string[] = ['closed', 'won', 'lost'];

/** The gateway's number of a dispute, which stands for the refund where a lost dispute has given the money back. */
export const DISPUTE_ID = /^disp_/;

type Told = Pick<Dispute, 'status'> & { readonly reportedAt?: string | undefined };
const order = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

/**
 * Whether a report says something newer of a dispute than is known. Reports overtake each other and are repeated, so this is an
 * order in which any two differ: whichever comes last, the same one is believed in the end.
 */
export const isNewer = (next: Told, known: Told): boolean => {
  const byEnd = ENDS.indexOf(next.status) - ENDS.indexOf(known.status);
  if (byEnd !== 0) return byEnd > 0;
  if (ENDS.includes(next.status)) return false;
  const byTime = order(next.reportedAt ?? '', known.reportedAt ?? '');
  return byTime > 0 || (byTime === 0 && order(next.status, known.status) > 0);
};

/** What the gateway took back for lost disputes and gave to the buyer, in paise. */
export const lostPaise = ({ disputes }: Payment): number =>
  disputes.reduce((sum, { status, amountPaise }) => sum + (status === 'lost' ? amountPaise : 0), 0);

/** The lost dispute that a refund is counted against. */
export const lostDispute = ({ disputes }: Payment): Dispute | undefined =>
  disputes.find(({ status }) => status === 'lost');
