import { Refusal, type WriteContext } from '../../kernel/routes.ts';
import { product } from '../product/aggregate.ts';
import type { Variant } from '../product/events.ts';
import { variantOf } from '../product/state.ts';
import { optionList } from './aggregate.ts';
import { OPTION_LISTS, type OptionListName } from './events.ts';
import { nameKey } from './names.ts';

export const RETIRED_REFUSALS = ['ColourRetired', 'SizeRetired'] as const;
const REASON: Readonly<Record<OptionListName, (typeof RETIRED_REFUSALS)[number]>> = {
  colour: 'ColourRetired',
  size: 'SizeRetired',
};

type Retired = { readonly reason: (typeof RETIRED_REFUSALS)[number]; readonly detail: string };

/** Why these variants may not be: one newly comes in a retired colour or size. Those that are in one stay; names of no list are free. */
export const retiredOption = async (
  context: Pick<WriteContext, 'facts'>,
  productId: string,
  variants: readonly Variant[],
): Promise<Retired | undefined> => {
  for (const list of OPTION_LISTS) {
    const options = (await context.facts(optionList, list)).state[list];
    for (const variant of variants) {
      const name = variant[list];
      const option = name === undefined ? undefined : options.get(nameKey(name));
      if (option === undefined || option.active) continue;
      const before = variantOf((await context.facts(product, productId)).state, variant.variantId)?.[list];
      if (before !== undefined && nameKey(before) === nameKey(option.name)) continue;
      return { reason: REASON[list], detail: `${option.name} is retired; choose another ${list} for ${variant.sku}.` };
    }
  }
  return undefined;
};

/** @throws Refusal ColourRetired, SizeRetired */
export const requireOffered = async (...asked: Parameters<typeof retiredOption>): Promise<void> => {
  const retired = await retiredOption(...asked);
  if (retired !== undefined) throw new Refusal(retired.reason, retired.detail);
};
