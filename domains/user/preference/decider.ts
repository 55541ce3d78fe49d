import type { Instant } from '../../../event-schemas/primitives.ts';
import { reject, sameData, type Decider } from '../../kernel/decider.ts';
import type { PreferenceCommand } from './commands.ts';
import type { Consent, Measurements, PreferenceChanges, PreferenceEvent, Preferences } from './events.ts';

export type MeasurementEntry = {
  readonly measurementId: string;
  readonly takenAt: Instant;
  readonly values: Measurements | null;
};
export type ConsentEntry = Consent & { readonly recordedAt: Instant };
/** Tastes, body and permissions of one person; measurements and consents in the order of recording. */
export type Wardrobe = {
  readonly preferences: Preferences;
  readonly measurements: readonly MeasurementEntry[];
  readonly consents: readonly ConsentEntry[];
};
export type PreferenceRejection =
  'MeasurementIdTaken' | 'InvalidMeasurementTime' | 'TooManyMeasurements' | 'TooManyConsents';

export const MEASUREMENTS_MAX = 400;
export const CONSENTS_MAX = 400;

export const NO_PREFERENCES: Preferences = {
  size: null,
  colours: [],
  categoryIds: [],
  brands: [],
  language: 'en',
  currency: 'INR',
  skinTone: null,
  bodyWidth: null,
};

const newIn = ({ skinTone, ...others }: PreferenceChanges, present: Preferences): PreferenceChanges => {
  const tone = skinTone === 'whitish' ? 'wheatish' : skinTone;
  const changes: PreferenceChanges = tone === undefined ? others : { ...others, skinTone: tone };
  return Object.fromEntries(
    Object.entries(changes).filter(([field, value]) => !sameData(present[field as keyof Preferences], value)),
  );
};

export const preferenceDecider: Decider<Wardrobe, PreferenceCommand, PreferenceEvent, PreferenceRejection> = {
  initial: { preferences: NO_PREFERENCES, measurements: [], consents: [] },

  evolve: (wardrobe, { type, data }) => {
    switch (type) {
      case 'PreferencesChanged':
        return { ...wardrobe, preferences: { ...wardrobe.preferences, ...(data.changes as Partial<Preferences>) } };
      case 'MeasurementsTaken': {
        const { measurementId, takenAt, values } = data;
        return { ...wardrobe, measurements: [...wardrobe.measurements, { measurementId, takenAt, values }] };
      }
      case 'ConsentRecorded': {
        const { purpose, granted, policyVersion, recordedAt } = data;
        return { ...wardrobe, consents: [...wardrobe.consents, { purpose, granted, policyVersion, recordedAt }] };
      }
    }
  },

  decide: ({ type, data }, wardrobe, now) => {
    const { userId } = data;
    switch (type) {
      case 'ChangePreferences': {
        const changes = newIn(data.changes, wardrobe.preferences);
        return Object.keys(changes).length === 0 ? [] : [{ type: 'PreferencesChanged', data: { userId, changes } }];
      }
      case 'TakeMeasurements': {
        const known = wardrobe.measurements.find(({ measurementId }) => measurementId === data.measurementId);
        if (known !== undefined) return sameData(known.values, data.values) ? [] : reject('MeasurementIdTaken');
        if (data.takenAt > now) return reject('InvalidMeasurementTime', 'takenAt lies in the future.');
        if (wardrobe.measurements.length >= MEASUREMENTS_MAX)
          return reject('TooManyMeasurements', `At most ${MEASUREMENTS_MAX} are kept.`);
        return [{ type: 'MeasurementsTaken', data }];
      }
      case 'RecordConsent': {
        const last = wardrobe.consents.findLast(({ purpose }) => purpose === data.purpose);
        if (last?.granted === data.granted && last.policyVersion === data.policyVersion) return [];
        if (wardrobe.consents.length >= CONSENTS_MAX)
          return reject('TooManyConsents', `At most ${CONSENTS_MAX} changes are kept; ask support.`);
        return [{ type: 'ConsentRecorded', data: { ...data, recordedAt: now } }];
      }
    }
  },
};
