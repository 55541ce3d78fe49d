import type { Ports } from '../domains/kernel/ports/index.ts';
import { jwtAccessTokens, loadSigningKey } from '../infra/auth/access-tokens.ts';
import { argon2PasswordHasher } from '../infra/auth/password-hasher.ts';
import { keyedSecrets, loadSecret } from '../infra/auth/secrets.ts';
import type { Config } from '../infra/config.ts';
import type { Database } from '../infra/postgres/database.ts';
import { postgresPersonKeys } from '../infra/postgres/person-keys.ts';
import { RAZORPAY_PATIENCE } from '../infra/razorpay/config.ts';
import { createRazorpayGateway } from '../infra/razorpay/gateway.ts';
import { SMS_PATIENCE } from '../infra/sms/config.ts';
import { createSmsSender } from '../infra/sms/sender.ts';
import { openStores, type Stores } from './stores.ts';

/** The adapters of this profile. Short-lived values lapse by `nowMs`, the clock of the system. */
export const openPorts = async (
  config: Config,
  database: Database,
  nowMs: () => number,
  report: (line: string) => void,
): Promise<Ports & Pick<Stores, 'searchRows' | 'close'>> => {
  const secret = await loadSecret(`${config.DATA_DIR}/secrets/installation`);
  const signingKey = await loadSigningKey(`${config.DATA_DIR}/secrets/access-token-key.pem`);
  const simulators = `http://127.0.0.1:${config.SIMULATORS_PORT}/simulators`;
  const [current, ...previous] = config.RAZORPAY_WEBHOOK_SECRETS.split(',');
  return {
    ...(await openStores(config, database, nowMs, report)),
    accessTokens: jwtAccessTokens(signingKey, Date.now),
    passwordHasher: argon2PasswordHasher(),
    paymentGateway: createRazorpayGateway({
      ...RAZORPAY_PATIENCE,
      baseUrl: config.RAZORPAY_URL ?? `${simulators}/razorpay`,
      keyId: config.RAZORPAY_KEY_ID,
      keySecret: config.RAZORPAY_KEY_SECRET,
      webhookSecrets: [current!, ...previous],
    }),
    personKeys: postgresPersonKeys(database, secret),
    secrets: keyedSecrets(secret),
    smsSender: createSmsSender({
      ...SMS_PATIENCE,
      baseUrl: config.SMS_URL ?? `${simulators}/sms`,
      userId: config.SMS_USER_ID,
      key: config.SMS_KEY,
      senderId: 'ONLYTU',
      templates: {
        otp: {
          text: 'Your one-time password is {otp}. It is valid for {minutes} minutes. Only2U',
          dltTemplateId: null,
        },
      },
    }),
  };
};
