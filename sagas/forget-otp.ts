import { defineSaga } from '../domains/kernel/saga.ts';
import { identityPolicy } from '../domains/policy/identity.ts';
import type { ChallengeCommand } from '../domains/user/challenge/commands.ts';
import type { ChallengeEvent } from '../domains/user/challenge/events.ts';
import type { ChallengeId } from '../domains/user/ids.ts';

type Input = Extract<ChallengeEvent, { type: 'OtpRequested' | 'OtpMailRequested' }>;
type State = { readonly challengeId: ChallengeId; readonly ended: boolean } | undefined;

const HOUR_MS = 3_600_000;
const MS_PER_SECOND = 1000;

/** Forgets the phone or the address of every code once the code is of no more use, so that no record stays of who asked for codes. */
export const forgetOtp = defineSaga<State, Input, ChallengeCommand>({
  name: 'forgetOtp',
  instanceOf: ({ data }) => data.challengeId,
  initial: undefined,
  handles: ['OtpRequested', 'OtpMailRequested'],
  step: (state, { type, data }) => {
    if (type === 'OtpRequested' || type === 'OtpMailRequested')
      return {
        state: { challengeId: data.challengeId, ended: false },
        deadlines: [{ name: 'forget', dueAt: data.usableUntil }],
      };
    if (state === undefined || state.ended) return {};
    if (type === 'DeadlineReached') return { send: [{ type: 'ForgetOtp', data: { challengeId: state.challengeId } }] };
    return { state: { ...state, ended: true } };
  },
  isDone: (state) => state?.ended === true,
  timeLimitMs:
    (identityPolicy.otpLifetimeSeconds.value + identityPolicy.otpProofSeconds.value) * MS_PER_SECOND + HOUR_MS,
});
