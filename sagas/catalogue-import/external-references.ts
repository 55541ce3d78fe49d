import { annotate, claimFor, releaseUnused, type Annotated } from '../../domains/annotation/annotate.ts';
import type { ReferenceClaim } from '../../domains/annotation/events.ts';
import { entityKeyOf } from '../../domains/annotation/kinds.ts';
import { entityExists } from '../../domains/annotated-entities.ts';
import { isRejected } from '../../domains/kernel/decider.ts';
import { Refusal } from '../../domains/kernel/routes.ts';
import type { ImportContext, Problem } from './references.ts';
import type { ImportRow, RowPlan } from './row.ts';

type Named = Annotated & { readonly change: { readonly externalReference: string } };
type Claimed = Named & { readonly claim: ReferenceClaim | undefined };
type Done = 'created' | 'changed' | 'unchanged';

/** The product and those of its variants to which a row gives a reference. */
const namedIn = (row: ImportRow, { productId, product }: RowPlan): Named[] => {
  const parts = [
    { kind: 'product' as const, entityId: productId as string, reference: row.externalReference },
    ...row.variants.map(({ externalReference: reference }, index) => {
      const { variantId } = product.variants[index]!;
      return { kind: 'variant' as const, entityId: `${productId}.${variantId}`, reference };
    }),
  ];
  return parts.flatMap(({ kind, entityId, reference }) =>
    reference === undefined ? [] : [{ kind, entityId, personId: undefined, change: { externalReference: reference } }],
  );
};

const releaseAll = async (context: ImportContext, claimed: readonly Claimed[]): Promise<void> => {
  for (const { claim, ...entity } of claimed) if (claim !== undefined) await releaseUnused(context, entity, claim);
};

const claimAll = async (context: ImportContext, named: readonly Named[]): Promise<readonly Claimed[] | Problem> => {
  const claimed: Claimed[] = [];
  for (const one of named)
    try {
      claimed.push({ ...one, claim: await claimFor(context, one, one.change, entityExists(context)) });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      await releaseAll(context, claimed);
      const detail = `${one.change.externalReference}: ${error.message}`;
      return { reason: error.reason, detail };
    }
  return claimed;
};

/** Whether any of them was another reference than before; the reason when one was refused. */
const writeAll = async (context: ImportContext, claimed: readonly Claimed[]): Promise<boolean | Problem> => {
  let hasChanged = false;
  for (const one of claimed) {
    const label = `annotation ${entityKeyOf(one)}`;
    const outcome = await annotate(context, { ...one, label }, entityExists(context));
    if (isRejected(outcome)) return { reason: outcome.rejected, detail: outcome.detail };
    hasChanged ||= outcome.events.length > 0;
  }
  return hasChanged;
};

/**
 * Imports a row whose product and variants have their references afterwards. They are claimed first: a row with a reference
 * that something else has changes nothing.
 */
export const underReferences = async (
  context: ImportContext,
  row: ImportRow,
  plan: RowPlan,
  importProduct: () => Promise<Done | Problem>,
): Promise<Done | Problem> => {
  const claimed = await claimAll(context, namedIn(row, plan));
  if ('reason' in claimed) return claimed;
  const done = await importProduct();
  if (typeof done === 'object') {
    await releaseAll(context, claimed);
    return done;
  }
  const written = await writeAll(context, claimed);
  if (typeof written === 'object') return written;
  return done === 'unchanged' && written ? 'changed' : done;
};
