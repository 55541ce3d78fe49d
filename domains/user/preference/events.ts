import { z } from 'zod';
import { Id, Instant, UserId, personal, type MessageOf } from '../../../event-schemas/primitives.ts';
import type { PersonalFields } from '../../kernel/aggregate.ts';
import { LANGUAGES } from '../../policy/languages.ts';

export const SIZES = ['XS', 'S', 'M', 'L', 'XL', 'XXL', '3XL', '4XL', '5XL', 'Free Size'] as const;
export const SKIN_TONES = ['fair', 'wheatish', 'dusky', 'deep'] as const;
const LIST_MAX = 30;
const words = z.array(z.string().trim().min(1).max(60)).max(LIST_MAX);

export const Preferences = z.object({
  size: z.enum(SIZES).nullable(),
  colours: words,
  categoryIds: z.array(Id).max(LIST_MAX),
  brands: words,
  language: z.enum(LANGUAGES),
  currency: z.literal('INR'),
  /** The app's older spelling is read as the newer one. */
  skinTone: z.enum([...SKIN_TONES, 'whitish']).nullable(),
  bodyWidth: z.enum(['slim', 'regular', 'broad']).nullable(),
});
export type Preferences = z.infer<typeof Preferences>;
export const PreferenceChanges = Preferences.partial();
export type PreferenceChanges = z.infer<typeof PreferenceChanges>;

const LENGTH_MAX = 500;
const WEIGHT_MAX = 1_000;
const length = z.number().positive().max(LENGTH_MAX).optional();
/** Measured at one time, in the units it was given in. */
export const Measurements = z.object({
  lengthUnit: z.enum(['cm', 'in']),
  weightUnit: z.enum(['kg', 'lb']),
  height: length,
  bust: length,
  waist: length,
  hip: length,
  shoulder: length,
  inseam: length,
  foot: length,
  weight: z.number().positive().max(WEIGHT_MAX).optional(),
});
export type Measurements = z.infer<typeof Measurements>;

/** What somebody may agree to, each by itself. */
export const CONSENT_PURPOSES = [
  'terms',
  'privacy',
  'profiling',
  'marketingSms',
  'marketingEmail',
  'marketingPush',
  'marketingWhatsApp',
] as const;
export const ConsentPurpose = z.enum(CONSENT_PURPOSES);
export const Consent = z.object({
  purpose: ConsentPurpose,
  granted: z.boolean(),
  /** The version of the text that was shown. */
  policyVersion: z.string().trim().min(1).max(40),
});
export type Consent = z.infer<typeof Consent>;

const one = { userId: UserId };
export const preferenceEvents = {
  PreferencesChanged: z.object({ ...one, changes: personal(PreferenceChanges) }),
  MeasurementsTaken: z.object({ ...one, measurementId: Id, takenAt: Instant, values: personal(Measurements) }),
  ConsentRecorded: z.object({ ...one, ...Consent.shape, recordedAt: Instant }),
};
export type PreferenceEvent = MessageOf<typeof preferenceEvents>;

const sealed = (...fields: string[]): PersonalFields => ({ subject: 'userId', fields });
export const preferencePersonal = { PreferencesChanged: sealed('changes'), MeasurementsTaken: sealed('values') };
