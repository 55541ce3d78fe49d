import type { Instant } from '../../../event-schemas/primitives.ts';
import { instantAfter } from '../../kernel/calendar.ts';
import { reject, type Decider } from '../../kernel/decider.ts';
import { identityPolicy } from '../../policy/identity.ts';
import type { CodeQuotaCommand } from './commands.ts';
import type { CodeQuotaEvent } from './events.ts';

const SECOND_MS = 1_000;
const HOUR_MS = 3_600_000;

/** The sends that were counted last, oldest first: as many as an hour may have. */
export type CodeQuota = readonly CodeQuotaEvent['data'][];
export type CodeQuotaRejection = 'TooManyRequests';

/** When the next code may be sent: a minute after the last one, and so many in an hour over all channels. */
export const nextSendAt = (quota: CodeQuota): Instant | undefined => {
  const { otpPerPhonePerHourMax, otpResendSeconds } = identityPolicy;
  const last = quota.at(-1)?.countedAt;
  if (last === undefined) return undefined;
  const resend = instantAfter(last, otpResendSeconds.value * SECOND_MS);
  const first = quota.length < otpPerPhonePerHourMax.value ? undefined : quota[0]?.countedAt;
  const afterHour = first === undefined ? resend : instantAfter(first, HOUR_MS);
  return afterHour > resend ? afterHour : resend;
};

export const codeQuotaDecider: Decider<CodeQuota, CodeQuotaCommand, CodeQuotaEvent, CodeQuotaRejection> = {
  initial: [],
  evolve: (quota, { data }) => [...quota, data].slice(-identityPolicy.otpPerPhonePerHourMax.value),
  decide: ({ data }, quota, now) => {
    const { challengeId, channel } = data;
    if (quota.some((sent) => sent.challengeId === challengeId && sent.channel === channel)) return [];
    const next = nextSendAt(quota);
    if (next !== undefined && now < next) return reject('TooManyRequests', `The next code can be sent at ${next}.`);
    return [{ type: 'CodeSendCounted', data: { ...data, countedAt: now } }];
  },
};
