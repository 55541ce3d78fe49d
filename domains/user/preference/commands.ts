import { z } from 'zod';
import { Id, Instant, UserId, type MessageOf } from '../../../event-schemas/primitives.ts';
import { Consent, Measurements, PreferenceChanges } from './events.ts';

const one = { userId: UserId };
export const preferenceCommands = {
  ChangePreferences: z.object({ ...one, changes: PreferenceChanges }),
  TakeMeasurements: z.object({ ...one, measurementId: Id, takenAt: Instant, values: Measurements }),
  RecordConsent: z.object({ ...one, ...Consent.shape }),
};
export type PreferenceCommand = MessageOf<typeof preferenceCommands>;
