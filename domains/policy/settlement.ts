const DAY_MS = 24 * 3_600_000;

/** Numbers of the settlement with sellers; rates are basis points (1/100 per cent). */
export const settlementPolicy = {
  /** The shop's share of what a buyer paid for goods. */
  commissionBasisPoints: { value: 1_000, since: '2026-01-01', source: 'domain facts 3: planned fee of 8 to 15 %' },
  /** Goods and services tax on the commission. */
  commissionTaxBasisPoints: { value: 1_800, since: '2017-07-01', source: 'CGST (Rate) notification 11/2017' },
  /** Tax collected at source, of the value without tax. */
  tcsBasisPoints: { value: 50, since: '2024-07-10', source: 'CGST Act s. 52, notification 15/2024' },
  /** Tax deducted at source, of the whole price. */
  tdsBasisPoints: { value: 10, since: '2024-10-01', source: 'Income-tax Act s. 194-O' },
  /** The margin of a reseller is payable so long after the delivery. */
  marginDueAfterMs: { value: 7 * DAY_MS, since: '2026-01-01', source: 'domain facts 12: payable 7 days later' },
  /** A sale is paid out once its goods can no longer come back: the return window and the days of a late pickup. */
  dueAfterMs: { value: 10 * DAY_MS, since: '2026-01-01', source: 'domain facts 9 and 12: 7 days, and 3 of grace' },
} as const;
