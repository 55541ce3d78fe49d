import type { Instant } from '../../../event-schemas/primitives.ts';
import type { RecordedEvent } from '../../kernel/event-store.ts';
import type { VendorEvent, VendorProfile } from './events.ts';

/** What the shop said about a vendor at an instant; undefined before it was registered. */
export const profileAsOf = (history: readonly RecordedEvent[], at: Instant): VendorProfile | undefined =>
  history
    .filter(({ metadata }) => metadata.recordedAt <= at)
    .map(({ type, data }) => ({ type, data }) as VendorEvent)
    .findLast((event) => event.type === 'VendorRegistered' || event.type === 'VendorProfileChanged')?.data.profile;
