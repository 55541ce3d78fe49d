import { z } from 'zod';
import { Id, type MessageOf } from '../../../event-schemas/primitives.ts';

export const OPTION_LISTS = ['colour', 'size'] as const;
export type OptionListName = (typeof OPTION_LISTS)[number];

/** As long as a variant's own colour or size may be. */
export const OPTION_NAME_MAX = 40;
export const SORT_ORDER_MAX = 100_000;
/** A name that people can see; what else a name may not hold is refused of every request. */
export const OptionName = z
  .string()
  .trim()
  .min(1)
  .max(OPTION_NAME_MAX)
  .regex(/[\p{L}\p{N}]/u, 'must hold a letter or digit');
/** What a swatch shows, as `#rrggbb`. */
export const Hex = z.string().regex(/^#[0-9a-f]{6}$/, 'must be like #1e66d0, in lower case');
export const SortOrder = z.int().min(0).max(SORT_ORDER_MAX);

/** A colour or size that variants are offered in. Its name never changes, since variants hold it. */
export const Option = z.object({
  name: OptionName,
  /** Of a colour; without one it has no swatch. */
  hex: Hex.optional(),
  /** Of a size: smaller comes first. */
  sortOrder: SortOrder.optional(),
  /** Retired ones are not offered, and no new variant comes in them. */
  active: z.boolean(),
});
export type Option = z.infer<typeof Option>;

const one = { list: z.enum(OPTION_LISTS), optionId: Id };
export const optionListEvents = {
  OptionAdded: z.object({ ...one, option: Option }),
  OptionChanged: z.object({ ...one, option: Option }),
};
export type OptionListEvent = MessageOf<typeof optionListEvents>;
