import { DAY_MS } from '../kernel/calendar.ts';

/** One number of the business: its value, since when it holds, and who or what says so. */
type Setting<T> = { readonly value: T; readonly since: string; readonly source: string };
const setting = <const T>(value: T, source: string): Setting<T> => ({ value, since: '2026-11-23', source });

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;

/** Outgoing webhooks: how many, how patiently, how long. Durations are in milliseconds. */
export const webhookPolicy = {
  endpointsMax: setting(20, 'our choice'),
  urlCharactersMax: setting(500, 'our choice'),
  /** How long the secret before the present one still signs. */
  previousSecretMs: setting(DAY_MS, 'our choice: as other secrets here'),
  answerTimeoutMs: setting(15 * SECOND_MS, 'Standard Webhooks: 15 to 30 seconds'),
  /** Bytes of an answer that are read; what follows is not waited for. */
  answerBytesMax: setting(4_096, 'our choice'),
  /** Characters of an answer that are kept. */
  answerKeptMax: setting(256, 'our choice'),
  triesMax: setting(10, 'Standard Webhooks: several days'),
  /** The first pause; each further one is four times as long, up to the longest. With what chance adds it is three days at most. */
  pauseFirstMs: setting(10 * SECOND_MS, 'our choice'),
  pauseMaxMs: setting(DAY_MS, 'our choice'),
  /** The share of a pause that chance may add. */
  pauseJitter: setting(0.1, 'our choice'),
  /** Calls that one endpoint gets at once. */
  parallelMax: setting(4, 'our choice'),
  /** Failed attempts in a row that open an endpoint's circuit. */
  failuresInRowMax: setting(10, 'our choice'),
  /** How long an endpoint with an open circuit is left alone between two trial calls. */
  probeEveryMs: setting(5 * MINUTE_MS, 'our choice'),
  /** Deliveries that wait for one endpoint; with more it is switched off. */
  waitingMax: setting(100_000, 'our choice'),
  keptMs: setting(30 * DAY_MS, 'our choice'),
  /** Attempts of one delivery that are shown; the oldest are forgotten first. */
  attemptsKeptMax: setting(30, 'our choice'),
  /** Deliveries that one replay makes due again. */
  replayMax: setting(10_000, 'our choice'),
} as const;
