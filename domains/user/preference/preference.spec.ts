import { describe, it } from 'vitest';
import { UserId } from '../../../event-schemas/primitives.ts';
import { deciderSpec } from '../../kernel/spec.ts';
import { CONSENTS_MAX, MEASUREMENTS_MAX, preferenceDecider } from './decider.ts';
import type { Consent, Measurements, PreferenceEvent, PreferenceChanges } from './events.ts';

const id = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const NOW = '2026-01-01T00:00:00.000Z';
const userId = UserId.parse(id(1));
const values: Measurements = { lengthUnit: 'cm', weightUnit: 'kg', height: 165, waist: 72.5 };
const changed = (changes: PreferenceChanges): PreferenceEvent => ({
  type: 'PreferencesChanged',
  data: { userId, changes },
});
const change = (changes: PreferenceChanges) => ({ type: 'ChangePreferences', data: { userId, changes } }) as const;
const taken = (n: number, more: Partial<Measurements> = {}, takenAt = NOW): PreferenceEvent => ({
  type: 'MeasurementsTaken',
  data: { userId, measurementId: id(n), takenAt, values: { ...values, ...more } },
});
const take = (n: number, more: Partial<Measurements> = {}, takenAt = NOW) =>
  ({
    type: 'TakeMeasurements',
    data: { userId, measurementId: id(n), takenAt, values: { ...values, ...more } },
  }) as const;
const consent = (granted: boolean, policyVersion = '2026-01'): Consent => ({
  purpose: 'marketingSms',
  granted,
  policyVersion,
});
const recorded = (given: Consent): PreferenceEvent => ({
  type: 'ConsentRecorded',
  data: { userId, ...given, recordedAt: NOW },
});
const record = (given: Consent) => ({ type: 'RecordConsent', data: { userId, ...given } }) as const;
const given = deciderSpec(preferenceDecider, NOW);

describe('preferences', () => {
  it('change only what is new', () =>
    given(changed({ size: 'M', language: 'hi' }))
      .when(change({ size: 'L', language: 'hi', colours: ['red'] }))
      .then(changed({ size: 'L', colours: ['red'] })));
  it('are not changed to what they are', () =>
    given()
      .when(change({ language: 'en', colours: [] }))
      .then());
  it('read the older name of a skin tone', () =>
    given()
      .when(change({ skinTone: 'whitish' }))
      .then(changed({ skinTone: 'wheatish' })));
});

describe('measurements', () => {
  it('are added to the earlier ones', () =>
    given(taken(2))
      .when(take(3, { waist: 70 }))
      .then(taken(3, { waist: 70 })));
  it('have an id of their own', () =>
    given(taken(2))
      .when(take(2, { waist: 70 }))
      .rejects('MeasurementIdTaken'));
  it('are not taken in the future', () =>
    given()
      .when(take(2, {}, '2026-01-01T00:00:00.001Z'))
      .rejects('InvalidMeasurementTime'));
  it('are bounded', () => {
    const many = Array.from({ length: MEASUREMENTS_MAX }, (_, n) => taken(n + 10));
    given(...many.slice(1))
      .when(take(2))
      .then(taken(2));
    given(...many)
      .when(take(2))
      .rejects('TooManyMeasurements');
  });
});

describe('consent', () => {
  it('is given, withdrawn and given again', () => {
    given()
      .when(record(consent(true)))
      .then(recorded(consent(true)));
    given(recorded(consent(true)))
      .when(record(consent(false)))
      .then(recorded(consent(false)));
    given(recorded(consent(true)), recorded(consent(false)))
      .when(record(consent(true)))
      .then(recorded(consent(true)));
  });
  it('is given anew for a new version of the text', () =>
    given(recorded(consent(true)))
      .when(record(consent(true, '2026-02')))
      .then(recorded(consent(true, '2026-02'))));
  it('is bounded', () =>
    given(...Array.from({ length: CONSENTS_MAX }, (_, n) => recorded(consent(n % 2 === 0))))
      .when(record(consent(true)))
      .rejects('TooManyConsents'));
});
