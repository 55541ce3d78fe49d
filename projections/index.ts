import type { AnyProjection } from '../domains/kernel/projection.ts';
import { sagaInstances } from './saga-instances.ts';

/** Read models over two or more domains. */
export const crossDomainProjections: readonly AnyProjection[] = [sagaInstances];
