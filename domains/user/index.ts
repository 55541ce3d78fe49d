import type { Domain } from '../kernel/aggregate.ts';
import { account } from './account/aggregate.ts';
import { challenge } from './challenge/aggregate.ts';
import { contact } from './contact/aggregate.ts';
import { otpWrites } from './routes/otp.ts';
import { registrationWrites } from './routes/registration.ts';
import { sessionWrites } from './routes/session.ts';
import { session } from './session/aggregate.ts';

export { account, challenge, contact, session };
export const user: Domain = {
  name: 'user',
  aggregates: [account, challenge, contact, session],
  projections: [],
  writes: [...otpWrites, ...registrationWrites, ...sessionWrites],
  reads: [],
};
