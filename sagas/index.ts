import type { Reactor } from '../domains/kernel/reactor.ts';
import type { AnySaga } from '../domains/kernel/saga.ts';
import { otpSms } from './reactors/otp-sms.ts';

/** The processes over several streams, and the callers of the outside world. */
export const sagas: readonly AnySaga[] = [];
export const reactors: readonly Reactor[] = [otpSms];
