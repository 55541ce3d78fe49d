import type { Instant } from '../../../event-schemas/primitives.ts';
import { instantAfter } from '../../kernel/calendar.ts';

const MS_PER_SECOND = 1000;

/** The instant `seconds` after another one. */
export const later = (than: Instant, seconds: number): Instant => instantAfter(than, seconds * MS_PER_SECOND);
