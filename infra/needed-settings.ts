import type { Config } from './config.ts';

type Setting = keyof Config;

/** What a process on the stack profile does where a setting is not there, in words for whoever runs it. */
const FALLBACKS = {
  PUBLIC_URL: 'access tokens name this machine as their issuer',
  RAZORPAY_URL: 'payments go to the simulator of this machine',
  SMS_URL: 'text messages go to the simulator of this machine',
  SHIPROCKET_URL: 'parcels are booked at the simulator of this machine',
  MAIL_URL: 'mails go to the simulated relay of this machine',
  REDIS_URL: 'what is short-lived stays in this process alone',
  CASSANDRA_CONTACT_POINTS: 'timelines are kept in PostgreSQL',
  ELASTICSEARCH_URL: 'products are searched for in PostgreSQL',
} as const satisfies Partial<Record<Setting, string>>;
type Fallback = keyof typeof FALLBACKS;

/** What a process cannot run without, and what it runs without, but hardly as was meant. */
type Needs = { readonly required: readonly Setting[]; readonly expected: readonly Fallback[] };

/** The settings of each process that runs by itself. */
export const NEEDED_SETTINGS = {
  'command-api': {
    required: ['POSTGRES_URL', 'EVENTSTORE_URL'],
    expected: ['PUBLIC_URL', 'RAZORPAY_URL', 'SMS_URL', 'MAIL_URL', 'REDIS_URL', 'CASSANDRA_CONTACT_POINTS'],
  },
  'read-api': {
    required: ['POSTGRES_URL', 'EVENTSTORE_URL'],
    expected: ['PUBLIC_URL', 'SHIPROCKET_URL', 'REDIS_URL', 'CASSANDRA_CONTACT_POINTS', 'ELASTICSEARCH_URL'],
  },
  sagas: {
    required: ['POSTGRES_URL', 'EVENTSTORE_URL'],
    expected: [
      'RAZORPAY_URL',
      'SHIPROCKET_URL',
      'SMS_URL',
      'MAIL_URL',
      'REDIS_URL',
      'CASSANDRA_CONTACT_POINTS',
      'ELASTICSEARCH_URL',
    ],
  },
  projections: { required: ['POSTGRES_URL', 'EVENTSTORE_URL', 'KAFKA_BROKERS'], expected: [] },
  relay: { required: ['POSTGRES_URL', 'EVENTSTORE_URL', 'KAFKA_BROKERS'], expected: [] },
  gateway: { required: ['COMMAND_API_URL', 'READ_API_URL'], expected: ['REDIS_URL'] },
} as const satisfies Readonly<Record<string, Needs>>;

/** Names the settings that a process on the stack profile was not given, each with what happens instead. */
export const missingExpected = (process: string, config: Config): readonly string[] => {
  const needs: Readonly<Record<string, Needs>> = NEEDED_SETTINGS;
  if (config.PROFILE !== 'stack') return [];
  return (needs[process]?.expected ?? [])
    .filter((name) => config[name] === undefined)
    .map((name) => `${name} is not set: ${FALLBACKS[name]}`);
};
