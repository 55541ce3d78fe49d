import { category, CATEGORY_TREE } from '../../domains/catalogue/category/aggregate.ts';
import { categoryIdOf, slugOf, vendorIdOf } from '../../domains/catalogue/natural-ids.ts';
import { actsForAll, requireVendor } from '../../domains/catalogue/vendor/access.ts';
import { vendor } from '../../domains/catalogue/vendor/aggregate.ts';
import type { StateOf } from '../../domains/kernel/aggregate.ts';
import { isRejected } from '../../domains/kernel/decider.ts';
import { Refusal, type WriteContext } from '../../domains/kernel/routes.ts';
import type { CategoryId } from '../../event-schemas/primitives.ts';

/** Who imports, and what it takes: a request has it, and so has a job. */
export type ImportContext = Pick<WriteContext, 'caller' | 'facts' | 'attempt' | 'aside' | 'ports'>;

/** Why a row could not be imported. */
export type Problem = { readonly reason: string; readonly detail?: string | undefined };

type Tree = StateOf<typeof category>;
const namedBelow = ({ categories }: Tree, parentId: string | undefined, name: string) =>
  Object.values(categories).find((one) => one.parentId === parentId && one.name === name);

/** Each category of a path, created below the one before where it is missing; answers the last one. */
export const ensureCategory = async (path: readonly string[], context: ImportContext): Promise<CategoryId> => {
  let parentId: CategoryId | undefined;
  let slug = '';
  for (const name of path) {
    const tree = (await context.facts(category, CATEGORY_TREE)).state;
    const made = slugOf(`${slug} ${name}`);
    // Slugs are kept for ever, and not all were made by today's rule: a category of this name in this place is the one.
    const present = tree.categories[categoryIdOf(made)] ?? namedBelow(tree, parentId, name);
    slug = present?.slug ?? made;
    const categoryId = categoryIdOf(slug);
    if (present === undefined) {
      if (!actsForAll(context)) throw new Refusal('CategoryNotFound', `There is no category "${slug}".`);
      const fields = { name, active: true, ...(parentId === undefined ? {} : { parentId }) };
      const data = { categoryId, slug, category: fields };
      const outcome = await context.attempt(category, { type: 'CreateCategory', data }, `category ${slug}`);
      if (isRejected(outcome)) throw new Refusal(outcome.rejected, outcome.detail);
    }
    parentId = categoryId;
  }
  return parentId!;
};

/** The vendor exists afterwards and the caller may act for it, or it throws a Refusal. */
export const ensureVendor = async (name: string, context: ImportContext): Promise<void> => {
  const vendorId = vendorIdOf(name);
  const { state } = await context.facts(vendor, vendorId);
  if (state !== undefined || !actsForAll(context)) return requireVendor(vendorId, context);
  const data = { vendorId, profile: { name } };
  const outcome = await context.attempt(vendor, { type: 'RegisterVendor', data }, `vendor ${vendorId}`);
  if (isRejected(outcome)) throw new Refusal(outcome.rejected, outcome.detail);
};

/** Settles each distinct thing once, in turn; what was refused is kept as the problem of its rows. */
export const ensureEach = async <T>(
  names: Iterable<string>,
  ensure: (name: string) => Promise<T>,
): Promise<ReadonlyMap<string, { readonly value: T } | Problem>> => {
  const settled = new Map<string, { readonly value: T } | Problem>();
  for (const name of new Set(names))
    try {
      settled.set(name, { value: await ensure(name) });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      settled.set(name, { reason: error.reason, detail: error.message });
    }
  return settled;
};
