import { z } from 'zod';
import { claimSkus, skuClaims } from '../../domains/catalogue/sku-book/claims.ts';
import type { SkuClaim } from '../../domains/catalogue/sku-book/events.ts';
import { retiredOption } from '../../domains/catalogue/option-list/retired.ts';
import { product } from '../../domains/catalogue/product/aggregate.ts';
import { inventory } from '../../domains/inventory/aggregate.ts';
import { MAIN_WAREHOUSE } from '../../domains/inventory/events.ts';
import { isRejected } from '../../domains/kernel/decider.ts';
import { ProductId, type CategoryId } from '../../event-schemas/primitives.ts';
import { underReferences } from './external-references.ts';
import { ensureCategory, ensureEach, ensureVendor, type ImportContext, type Problem } from './references.ts';
import { ImportRow, planOf, type RowPlan } from './row.ts';

const ISSUES_SHOWN_MAX = 5;

export const RowAnswer = z.object({
  row: z.int(),
  externalId: z.string().nullable(),
  productId: ProductId.nullable(),
  outcome: z.enum(['created', 'changed', 'unchanged', 'failed']),
  reason: z.string().optional(),
  detail: z.string().optional(),
});
export type RowAnswer = z.infer<typeof RowAnswer>;
type Given = { readonly index: number; readonly row: ImportRow };
type Planned = Given & { readonly plan: RowPlan };

export const failed = (index: number, externalId: string | null, { reason, detail }: Problem): RowAnswer => ({
  row: index,
  externalId,
  productId: null,
  outcome: 'failed',
  reason,
  ...(detail === undefined || detail === '' ? {} : { detail }),
});

const REPEATED: Problem = {
  reason: 'RowRepeated',
  detail: 'An earlier row is the same product; put all its variants there.',
};

export const issuesOf = (error: z.ZodError): string =>
  error.issues
    .slice(0, ISSUES_SHOWN_MAX)
    .map(({ path, message }) => `${path.join('.')}: ${message}`)
    .join('; ');

/** Brings one product and its first stock to what a row says; whether anything changed, or why it was refused. */
const importProduct = async (
  { productId, product: data, stock }: RowPlan,
  context: ImportContext,
): Promise<'created' | 'changed' | 'unchanged' | Problem> => {
  const retired = await retiredOption(context, productId, data.variants);
  if (retired !== undefined) return retired;
  const saved = await context.attempt(product, { type: 'ImportProduct', data }, `product ${productId}`);
  if (isRejected(saved)) return { reason: saved.rejected, detail: saved.detail };
  let stocked = false;
  if (stock.length > 0) {
    const opening = { productId, warehouseId: MAIN_WAREHOUSE, lines: [...stock] } as const;
    const command = { type: 'OpenStock', data: opening as never } as const;
    const outcome = await context.attempt(inventory, command, `stock ${productId}`);
    if (isRejected(outcome)) return { reason: outcome.rejected, detail: outcome.detail };
    stocked = outcome.events.length > 0;
  }
  const isNew = saved.events.some(({ type }) => type === 'ProductCreated');
  return isNew ? 'created' : saved.events.length > 0 || stocked ? 'changed' : 'unchanged';
};

/** Of these the rule by which SKUs are made has changed since it was first used. */
const MARK = /\p{M}/u;
/** A variant that is there already keeps the SKU that was made for it, though another would be made today. */
const withStoredSkus = async ({ row, plan }: Planned, context: ImportContext): Promise<RowPlan> => {
  const { productId, product: planned } = plan;
  const isMade = (index: number): boolean => row.variants[index]?.sku === undefined;
  if (!planned.variants.some(({ sku }, index) => isMade(index) && MARK.test(sku))) return plan;
  const { state } = await context.facts(product, productId);
  const stored = new Map(state?.variants.map(({ variantId, sku }) => [variantId, sku]));
  const variants = planned.variants.map((variant, index) =>
    isMade(index) ? { ...variant, sku: stored.get(variant.variantId) ?? variant.sku } : variant,
  );
  return { ...plan, product: { ...planned, variants } };
};

const importRow = async (
  { index, row, plan }: Planned,
  lost: readonly SkuClaim[],
  context: ImportContext,
): Promise<RowAnswer> => {
  const { productId } = plan;
  const taken = lost.filter((claim) => claim.productId === productId).map(({ sku }) => sku);
  if (taken.length > 0)
    return failed(index, row.externalId, { reason: 'SkuTaken', detail: `Another product has ${taken.join(', ')}.` });
  const outcome = await underReferences(context, row, plan, () => importProduct(plan, context));
  return typeof outcome === 'object'
    ? failed(index, row.externalId, outcome)
    : { row: index, externalId: row.externalId, productId, outcome };
};

/**
 * Brings products to what the rows say; each row succeeds or fails alone, and rows that were imported before change nothing.
 * The answers are in the order of the rows, whose numbers begin at 0.
 */
export const importRows = async (rows: readonly unknown[], context: ImportContext): Promise<readonly RowAnswer[]> => {
  const answers: RowAnswer[] = [];
  const given: Given[] = [];
  for (const [index, raw] of rows.entries()) {
    const parsed = ImportRow.safeParse(raw);
    if (parsed.success) given.push({ index, row: parsed.data });
    else {
      const id = (raw as { externalId?: unknown } | null)?.externalId;
      const externalId = typeof id === 'string' ? id : null;
      answers.push(failed(index, externalId, { reason: 'InvalidRow', detail: issuesOf(parsed.error) }));
    }
  }
  const vendors = await ensureEach(
    given.map(({ row }) => row.vendor),
    (name) => ensureVendor(name, context),
  );
  const paths = new Map(given.flatMap(({ row }) => row.categories).map((path) => [path.join('>'), path]));
  const categories = await ensureEach(paths.keys(), (path) => ensureCategory(paths.get(path)!, context));
  const seen = new Set<string>();
  const planOrFailure = async (entry: Given): Promise<Planned | RowAnswer> => {
    const needed = [
      vendors.get(entry.row.vendor)!,
      ...entry.row.categories.map((path) => categories.get(path.join('>'))!),
    ];
    const problem = needed.find((settled) => 'reason' in settled);
    if (problem !== undefined) return failed(entry.index, entry.row.externalId, problem);
    const ids = needed.slice(1).map((settled) => (settled as { value: CategoryId }).value);
    const plan = planOf(entry.row, ids);
    if (seen.has(plan.productId)) return failed(entry.index, entry.row.externalId, REPEATED);
    seen.add(plan.productId);
    return { ...entry, plan: await withStoredSkus({ ...entry, plan }, context) };
  };
  const planned = await Promise.all(given.map(planOrFailure));
  const plans = planned.filter((entry) => 'plan' in entry);
  const lost = await claimSkus(
    context,
    plans.flatMap(
      ({
        plan: {
          productId,
          product: { variants },
        },
      }) => skuClaims(productId, variants),
    ),
  );
  const done = planned.map(async (entry) => ('plan' in entry ? importRow(entry, lost, context) : entry));
  return [...answers, ...(await Promise.all(done))].sort((a, b) => a.row - b.row);
};

const COUNTED = ['created', 'changed', 'unchanged', 'failed'] as const;
export type Counts = Readonly<Record<(typeof COUNTED)[number], number>>;

/** How many rows had which outcome. */
export const countsOf = (rows: readonly RowAnswer[]): Counts =>
  Object.fromEntries(
    COUNTED.map((outcome) => [outcome, rows.filter((row) => row.outcome === outcome).length]),
  ) as Counts;
