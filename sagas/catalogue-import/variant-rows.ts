import { z } from 'zod';
import { annotationsOf } from '../../domains/annotation/aggregate.ts';
import { ExternalReference } from '../../domains/annotation/content.ts';
import { externalReference, referenceIdOf } from '../../domains/annotation/reference/aggregate.ts';
import type { ImportSubject } from '../../domains/catalogue/import-job/events.ts';
import { product } from '../../domains/catalogue/product/aggregate.ts';
import { variantOf } from '../../domains/catalogue/product/state.ts';
import type { Variant } from '../../domains/catalogue/product/events.ts';
import { normalSku } from '../../domains/catalogue/sku-book/events.ts';
import { productOfSku } from '../../domains/catalogue/sku-book/claims.ts';
import { requireVendor } from '../../domains/catalogue/vendor/access.ts';
import { inventory } from '../../domains/inventory/aggregate.ts';
import { MAIN_WAREHOUSE, QUANTITY_MAX, Warehouse } from '../../domains/inventory/events.ts';
import { isRejected } from '../../domains/kernel/decider.ts';
import type { Outcome } from '../../domains/kernel/handle.ts';
import { Refusal } from '../../domains/kernel/routes.ts';
import { Paise, ProductId, VariantId } from '../../event-schemas/primitives.ts';
import { failed, issuesOf, type RowAnswer } from './import-rows.ts';
import type { ImportContext } from './references.ts';

const SKU_MAX = 100;
const NAME_SHOWN_MAX = 200;
const named = {
  sku: z.string().trim().min(1).max(SKU_MAX).optional(),
  productId: ProductId.optional(),
  variantId: VariantId.optional(),
  /** Of the variant. */
  externalReference: ExternalReference.optional(),
};
type Name = z.infer<z.ZodObject<typeof named>>;
const isNamedOnce = ({ sku, productId, variantId, externalReference: reference }: Name): boolean =>
  [sku, reference, productId ?? variantId].filter((name) => name !== undefined).length === 1 &&
  (productId === undefined) === (variantId === undefined);
const NAMED = 'name the variant by sku, by externalReference, or by productId and variantId';

/** What a count found of one variant in one warehouse. */
export const StockRow = z
  .object({ ...named, warehouseId: Warehouse.default(MAIN_WAREHOUSE), onHand: z.int().min(0).max(QUANTITY_MAX) })
  .refine(isNamedOnce, NAMED);
/** Without an MRP the present one stays. */
export const PriceRow = z
  .object({ ...named, pricePaise: Paise.min(1), mrpPaise: Paise.min(1).optional() })
  .refine(isNamedOnce, NAMED);

type Found = { readonly productId: ProductId; readonly variant: Variant };

/** The variant that has an external reference, as `productId.variantId`. */
const referenced = async (reference: string, context: ImportContext): Promise<string | undefined> => {
  const referenceId = referenceIdOf(context.ports.secrets, 'variant', reference);
  const { state: holder } = await context.facts(externalReference, referenceId);
  if (holder === undefined) return undefined;
  const { state } = await context.facts(annotationsOf('variant'), `variant.${holder.entityId}`);
  return state.reference?.referenceId === referenceId ? holder.entityId : undefined;
};

/** The product that a row is about, and the id of the variant where the row names it. */
const idsOf = async (name: Name, context: ImportContext): Promise<readonly (string | undefined)[]> => {
  const { sku, productId, variantId, externalReference: reference } = name;
  if (sku !== undefined) return [await productOfSku(context, sku)];
  if (reference !== undefined) return (await referenced(reference, context))?.split('.') ?? [];
  return [productId, variantId];
};

/** @throws Refusal VariantNotFound, NotYourVendor, VendorSuspended */
const variantNamed = async (name: Name, context: ImportContext): Promise<Found> => {
  const [productId, variantId] = await idsOf(name, context);
  const state = productId === undefined ? undefined : (await context.facts(product, productId)).state;
  const variant =
    variantId === undefined
      ? state?.variants.find(({ sku }) => normalSku(sku) === normalSku(name.sku ?? ''))
      : variantOf(state, variantId);
  if (state === undefined || variant === undefined)
    throw new Refusal('VariantNotFound', 'There is no such variant; import its product first.');
  await requireVendor(state.vendorId, context);
  return { productId: ProductId.parse(productId), variant };
};

type Subject = Exclude<ImportSubject, 'products'>;
type Update = (found: Found, label: string, context: ImportContext) => Promise<Outcome>;
type Planned = Found & { readonly index: number; readonly name: string; readonly update: Update };
type Read = (raw: unknown) => { readonly name: Name; readonly update: Update } | z.ZodError;

/** Reads a row, and knows what it asks for once its variant is found. */
const reading =
  <Row extends Name>(
    schema: z.ZodType<Row>,
    update: (row: Row, ...found: Parameters<Update>) => Promise<Outcome>,
  ): Read =>
  (raw) => {
    const { data, error } = schema.safeParse(raw);
    return data === undefined ? error! : { name: data, update: (...found) => update(data, ...found) };
  };

const READ: Readonly<Record<Subject, Read>> = {
  stock: reading(StockRow, ({ onHand, warehouseId }, { productId, variant: { variantId } }, label, context) => {
    const data = { productId, warehouseId, reason: 'a list of stock', lines: [{ variantId, onHand }] };
    return context.attempt(inventory, { type: 'AdjustStock', data }, label);
  }),
  prices: reading(PriceRow, async ({ pricePaise, mrpPaise }, { productId, variant }, label, context) => {
    const { variantId } = variant;
    // As an earlier row may have left it.
    const present = variantOf((await context.facts(product, productId)).state, variantId) ?? variant;
    const data = { productId, variantId, pricePaise, mrpPaise: mrpPaise ?? present.mrpPaise };
    return context.attempt(product, { type: 'ChangeVariantPrice', data }, label);
  }),
};

/** How a row that cannot be read, or not any more, is called in the list of failures. */
const nameIn = (raw: unknown): string | null => {
  const { sku, externalReference: reference, variantId } = (raw ?? {}) as Record<string, unknown>;
  const name = sku ?? reference ?? variantId;
  return typeof name === 'string' ? name.slice(0, NAME_SHOWN_MAX) : null;
};

const plan = async (
  subject: Subject,
  index: number,
  raw: unknown,
  context: ImportContext,
): Promise<Planned | RowAnswer> => {
  const read = READ[subject](raw);
  const name = nameIn(raw);
  if (read instanceof z.ZodError) return failed(index, name, { reason: 'InvalidRow', detail: issuesOf(read) });
  try {
    return { index, name: name ?? '', update: read.update, ...(await variantNamed(read.name, context)) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return failed(index, name, { reason: error.reason, detail: error.message });
  }
};

/** The rows of one product in the order of the file, so that the later of two about one variant holds. */
const updateProduct = async (rows: readonly Planned[], context: ImportContext): Promise<RowAnswer[]> => {
  const answers: RowAnswer[] = [];
  for (const { index, name, update, productId, variant } of rows) {
    const outcome = await update({ productId, variant }, `row ${index}`, context);
    answers.push(
      isRejected(outcome)
        ? failed(index, name, { reason: outcome.rejected, detail: outcome.detail })
        : { row: index, externalId: name, productId, outcome: outcome.events.length > 0 ? 'changed' : 'unchanged' },
    );
  }
  return answers;
};

/**
 * Brings the stock or the prices of variants to what the rows say; each row succeeds or fails alone. The answers are in the
 * order of the rows, whose numbers begin at 0.
 */
export const updateVariants = async (
  subject: Subject,
  rows: readonly unknown[],
  context: ImportContext,
): Promise<readonly RowAnswer[]> => {
  const planned = await Promise.all(rows.map((raw, index) => plan(subject, index, raw, context)));
  const products = new Map<string, Planned[]>();
  const answers: RowAnswer[] = [];
  for (const one of planned)
    if ('outcome' in one) answers.push(one);
    else products.set(one.productId, [...(products.get(one.productId) ?? []), one]);
  const done = await Promise.all([...products.values()].map((each) => updateProduct(each, context)));
  return [...answers, ...done.flat()].sort((a, b) => a.row - b.row);
};
