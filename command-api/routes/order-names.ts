import type { WriteContext } from '../../domains/kernel/routes.ts';
import type { OrderLine } from '../../domains/order/index.ts';
import { SOURCE_LANGUAGE } from '../../domains/policy/languages.ts';
import { readerLanguage } from '../../domains/reader-language.ts';
import { translation, translationIdOf } from '../../domains/translation/index.ts';
import { withBackOrders } from './order-back-orders.ts';
import { linesWithBonuses } from './order-bonuses.ts';

/** The lines with the names that the buyer reads, beside those of the source. Who reads the source costs no look-up. */
export const linesInLanguage = async (lines: readonly OrderLine[], context: WriteContext): Promise<OrderLine[]> => {
  const language = await readerLanguage(context);
  if (language === SOURCE_LANGUAGE) return [...lines];
  return Promise.all(
    lines.map(async (line) => {
      const { state } = await context.facts(translation, translationIdOf('product', line.productId));
      const name = state[language]?.texts.name;
      return name === undefined ? line : { ...line, translatedName: { language, name } };
    }),
  );
};

/** The lines as they are placed: with the coins that rules add, what is sold before it comes, and the names that the buyer reads. */
export const linesOf = async (
  quote: Parameters<typeof linesWithBonuses>[0],
  whose: Parameters<typeof linesWithBonuses>[1],
  context: WriteContext,
): Promise<OrderLine[]> =>
  linesInLanguage(await withBackOrders(await linesWithBonuses(quote, whose, context), context), context);
