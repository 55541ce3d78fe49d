import { z } from 'zod';
import { Money, money } from '../pricing/index.ts';
import { portionOf } from '../pricing/split.ts';
import { isGone } from './facts.ts';
import type { Line, Order } from './state.ts';

/** What a reseller asked for the goods that were not cancelled and did not come back, and what of it she earns. */
export const ResellerView = z.object({
  /** At the prices of the shop. */
  cost: Money,
  /** At hers. */
  asked: Money,
  margin: Money,
});

const keptPieces = (line: Line): number =>
  isGone(line) ? 0 : line.quantity - line.cancelledQuantity - line.returnedQuantity;
const sum = (lines: readonly Line[], pick: (line: Line) => number): number =>
  lines.reduce((total, line) => total + pick(line), 0);

/** Null for an order that nobody resold. */
export const resellerView = ({ resellerId, lines }: Order): z.infer<typeof ResellerView> | null => {
  if (resellerId === undefined) return null;
  const asked = sum(lines, (line) => line.unitPaise * keptPieces(line));
  const margin = sum(lines, (line) => portionOf(line.marginPaise, keptPieces(line), line.quantity));
  return { cost: money(asked - margin), asked: money(asked), margin: money(margin) };
};
