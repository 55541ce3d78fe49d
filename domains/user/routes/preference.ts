import { z } from 'zod';
import { Id, Instant } from '../../../event-schemas/primitives.ts';
import { readRoute, writeRoute } from '../../kernel/routes.ts';
import { preference } from '../preference/aggregate.ts';
import type { Wardrobe } from '../preference/decider.ts';
import { Consent, Measurements, PreferenceChanges, Preferences } from '../preference/events.ts';
import { presentAccount, usableAccount } from '../sign-in/usable-account.ts';
import { byOwner, ofOwner } from './profile.ts';

const PreferencesReply = z.object({ ...Preferences.shape, revision: z.string() });
const Measured = Measurements.extend({ measurementId: Id, takenAt: Instant });
const MeasurementsReply = z.object({ current: Measured.nullable(), history: z.array(Measured) });
const DatedConsent = Consent.extend({ recordedAt: Instant });
const ConsentsReply = z.object({ current: z.array(DatedConsent), history: z.array(DatedConsent) });

const preferencesReply = ({ preferences }: Wardrobe, revision: bigint): z.infer<typeof PreferencesReply> => ({
  ...preferences,
  revision: String(revision),
});

/** The newest first, by the time of measuring. */
export const measurementsReply = ({ measurements }: Wardrobe): z.infer<typeof MeasurementsReply> => {
  const history = measurements
    .flatMap(({ values, ...entry }) => (values === null ? [] : [{ ...values, ...entry }]))
    .sort((a, b) => b.takenAt.localeCompare(a.takenAt));
  return { current: history[0] ?? null, history };
};

/** What holds now for each purpose, and every change that led there. */
const consentsReply = ({ consents }: Wardrobe): z.infer<typeof ConsentsReply> => ({
  current: [...new Map(consents.map((entry) => [entry.purpose, entry])).values()],
  history: [...consents],
});

const write = { ...byOwner, tag: 'Users' } as const;
const REFUSALS = ['UserNotFound', 'AccountSuspended', 'AccountDeletionPending'] as const;

export const preferenceWrites = [
  writeRoute({
    ...write,
    method: 'PUT',
    path: '/users/:userId/preferences',
    summary: 'Change preferences; fields that are left out stay',
    body: z.strictObject(PreferenceChanges.shape),
    reply: PreferencesReply,
    refusals: [...REFUSALS, 'RevisionMismatch'],
    run: async ({ params: { userId }, body }, context) => {
      await usableAccount(context, userId);
      const { state, revision } = await context.send(preference, {
        type: 'ChangePreferences',
        data: { userId, changes: body },
      });
      return preferencesReply(state, revision);
    },
  }),
  writeRoute({
    ...write,
    method: 'POST',
    path: '/users/:userId/measurements',
    summary: 'Add measurements; earlier ones stay as history',
    status: 201,
    body: Measurements.extend({ takenAt: Instant.optional() }),
    reply: MeasurementsReply,
    refusals: [...REFUSALS, 'InvalidMeasurementTime', 'TooManyMeasurements'],
    run: async ({ params: { userId }, body: { takenAt, ...values } }, context) => {
      await usableAccount(context, userId);
      const measurementId = context.newId('measurement');
      const data = { userId, measurementId, takenAt: takenAt ?? context.now, values };
      return measurementsReply((await context.send(preference, { type: 'TakeMeasurements', data })).state);
    },
  }),
  writeRoute({
    ...write,
    firstParty: true,
    method: 'POST',
    path: '/users/:userId/consents',
    summary: 'Give or withdraw consent for one purpose, under the version of the text that was shown',
    body: Consent,
    reply: ConsentsReply,
    refusals: [...REFUSALS, 'TooManyConsents'],
    run: async ({ params: { userId }, body }, context) => {
      await usableAccount(context, userId);
      const { state } = await context.send(preference, { type: 'RecordConsent', data: { userId, ...body } });
      return consentsReply(state);
    },
  }),
];

const read = { ...ofOwner, tag: 'Users', projections: [] } as const;
export const preferenceReads = [
  readRoute({
    ...read,
    path: '/users/:userId/preferences',
    summary: 'Preferences',
    reply: PreferencesReply,
    run: async ({ params: { userId } }, context) => {
      await presentAccount(context, userId);
      const { state, revision } = await context.facts(preference, userId);
      return preferencesReply(state, revision);
    },
  }),
  readRoute({
    ...read,
    path: '/users/:userId/measurements',
    summary: 'The present measurements and all earlier ones',
    reply: MeasurementsReply,
    run: async ({ params: { userId } }, context) => {
      await presentAccount(context, userId);
      return measurementsReply((await context.facts(preference, userId)).state);
    },
  }),
  readRoute({
    ...read,
    path: '/users/:userId/consents',
    summary: 'The present consents and every change',
    reply: ConsentsReply,
    run: async ({ params: { userId } }, context) => {
      await presentAccount(context, userId);
      return consentsReply((await context.facts(preference, userId)).state);
    },
  }),
];
