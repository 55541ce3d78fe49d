import type { AnyProjection } from '../domains/kernel/projection.ts';
import { ledgerAccounts, ledgerEntries } from './ledger.ts';
import { productCard } from './product-card.ts';
import { productTrend } from './product-trend.ts';
import { searchWords } from './search-words.ts';
import { sagaInstances } from './saga-instances.ts';

/** Read models over two or more domains. */
export const crossDomainProjections: readonly AnyProjection[] = [
  ledgerAccounts,
  ledgerEntries,
  productCard,
  productTrend,
  searchWords,
  sagaInstances,
];
