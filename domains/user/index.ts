import type { Domain } from '../kernel/aggregate.ts';
import { account } from './account/aggregate.ts';
import { apiKey } from './api-key/aggregate.ts';
import { challenge } from './challenge/aggregate.ts';
import { codeQuota } from './code-quota/aggregate.ts';
import { contact } from './contact/aggregate.ts';
import { oauthClient } from './oauth-client/aggregate.ts';
import { oauthGrant } from './oauth-grant/aggregate.ts';
import { oauthClientList } from './oauth-client/read-model.ts';
import { preference } from './preference/aggregate.ts';
import { accountList, apiKeyList, mergedAccounts, sessionList } from './read-model.ts';
import { adminReads, adminWrites } from './routes/admin.ts';
import { apiKeyReads, apiKeyWrites } from './routes/api-key.ts';
import { contactWrites } from './routes/contact.ts';
import { emailWrites } from './routes/email.ts';
import { DeletionAnswer, deletionRequest, deletionWrites } from './routes/deletion.ts';
import { oauthClientReads, oauthClientWrites } from './routes/oauth-client.ts';
import { mergeReads, mergeRequest, mergeWrites } from './routes/merge.ts';
import { otpWrites } from './routes/otp.ts';
import { measurementsReply, preferenceReads, preferenceWrites } from './routes/preference.ts';
import { profileReads, profileWrites } from './routes/profile.ts';
import { registrationWrites } from './routes/registration.ts';
import { sessionListReads, sessionListWrites } from './routes/session-list.ts';
import { sessionWrites } from './routes/session.ts';
import { stepUpWrites } from './routes/step-up.ts';
import { session } from './session/aggregate.ts';

export { account, apiKey, challenge, contact, oauthClient, oauthGrant, preference, session };
export { derivedCode } from './otp-code.ts';
export { countUse } from './sign-in/limits.ts';
export { normalPhone, PhoneInput } from './sign-in/contact-input.ts';
export { actsFor } from './sign-in/acts-for.ts';
export { refuseLeft } from './sign-in/live-caller.ts';
export { requireFresh } from './sign-in/step-up.ts';
export { isEndedByAccount, readRefreshToken, refreshTokenOf } from './sign-in/tokens.ts';
export { DeletionAnswer, deletionRequest, measurementsReply, mergeRequest };
export const user: Domain = {
  name: 'user',
  aggregates: [account, apiKey, challenge, codeQuota, contact, oauthClient, oauthGrant, preference, session],
  projections: [accountList, apiKeyList, mergedAccounts, oauthClientList, sessionList],
  writes: [
    ...otpWrites,
    ...registrationWrites,
    ...sessionWrites,
    ...stepUpWrites,
    ...sessionListWrites,
    ...profileWrites,
    ...contactWrites,
    ...emailWrites,
    ...preferenceWrites,
    ...deletionWrites,
    ...mergeWrites,
    ...adminWrites,
    ...apiKeyWrites,
    ...oauthClientWrites,
  ],
  reads: [
    ...profileReads,
    ...mergeReads,
    ...preferenceReads,
    ...sessionListReads,
    ...adminReads,
    ...apiKeyReads,
    ...oauthClientReads,
  ],
};
