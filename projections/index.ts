import type { AnyProjection } from '../domains/kernel/projection.ts';
import { productCard } from './product-card.ts';
import { sagaInstances } from './saga-instances.ts';

/** Read models over two or more domains. */
export const crossDomainProjections: readonly AnyProjection[] = [productCard, sagaInstances];
