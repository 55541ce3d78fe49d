import type { Ports } from '../domains/kernel/ports/index.ts';
import { jwtAccessTokens } from '../infra/auth/access-tokens.ts';
import { openInstallation } from '../infra/auth/installation.ts';
import { argon2PasswordHasher } from '../infra/auth/password-hasher.ts';
import { keyedSecrets } from '../infra/auth/secrets.ts';
import { publicUrlOf, type Config } from '../infra/config.ts';
import { MAIL_PATIENCE } from '../infra/mail/config.ts';
import { createMailSender } from '../infra/mail/sender.ts';
import type { Database } from '../infra/postgres/database.ts';
import { postgresPersonKeys } from '../infra/postgres/person-keys.ts';
import { RAZORPAY_PATIENCE } from '../infra/razorpay/config.ts';
import { createRazorpayGateway } from '../infra/razorpay/gateway.ts';
import { SHIPROCKET_PATIENCE } from '../infra/shiprocket/config.ts';
import { createShiprocketGateway } from '../infra/shiprocket/gateway.ts';
import { DEVELOPMENT_CREDENTIALS } from '../infra/simulators/development-credentials.ts';
import { webhookPolicy } from '../domains/policy/webhook.ts';
import { createWebhookTarget } from '../infra/webhooks/target.ts';
import { codeCarriers } from './code-carriers.ts';
import { openStores, type Stores } from './stores.ts';

type PortOptions = {
  /** The clock of the system, by which short-lived values lapse. */
  readonly nowMs: () => number;
  readonly report: (line: string) => void;
  /** 0 for a process that does not follow the log, and so would not hear that a person's data are erased. */
  readonly personKeysCachedMax: number | undefined;
};

const simulatedRelay = (port: number): string => {
  const { user, password } = DEVELOPMENT_CREDENTIALS.mail;
  return `smtp://${user}:${password}@127.0.0.1:${port}`;
};

const courierGateway = (config: Config, simulators: string, nowMs: () => number): Ports['courierGateway'] =>
  config.COURIER === 'none'
    ? undefined
    : createShiprocketGateway({
        ...SHIPROCKET_PATIENCE,
        baseUrl: config.SHIPROCKET_URL ?? `${simulators}/shiprocket`,
        email: config.SHIPROCKET_EMAIL,
        password: config.SHIPROCKET_PASSWORD,
        pickupLocation: config.SHIPROCKET_PICKUP_LOCATION,
        nowMs,
      });

/** The adapters of this profile. */
export const openPorts = async (
  config: Config,
  database: Database,
  { nowMs, report, personKeysCachedMax }: PortOptions,
): Promise<Ports & Pick<Stores, 'searchRows' | 'close'>> => {
  const { secret, signingKey } = await openInstallation(config.DATA_DIR, config.INSTALLATION_SECRET);
  const simulators = `http://127.0.0.1:${config.SIMULATORS_PORT}/simulators`;
  const [current, ...previous] = config.RAZORPAY_WEBHOOK_SECRETS.split(',');
  const mailSender = createMailSender({
    ...MAIL_PATIENCE,
    url: config.MAIL_URL ?? simulatedRelay(config.SMTP_PORT),
    from: config.MAIL_FROM,
  });
  const stores = await openStores(config, database, nowMs, report);
  return {
    ...stores,
    close: async () => {
      mailSender.close();
      await stores.close();
    },
    accessTokens: jwtAccessTokens(signingKey, Date.now, publicUrlOf(config)),
    courierGateway: courierGateway(config, simulators, nowMs),
    mailSender,
    passwordHasher: argon2PasswordHasher(),
    paymentGateway: createRazorpayGateway({
      ...RAZORPAY_PATIENCE,
      baseUrl: config.RAZORPAY_URL ?? `${simulators}/razorpay`,
      keyId: config.RAZORPAY_KEY_ID,
      keySecret: config.RAZORPAY_KEY_SECRET,
      webhookSecrets: [current!, ...previous],
    }),
    personKeys: postgresPersonKeys(database, secret, personKeysCachedMax),
    secrets: keyedSecrets(secret),
    ...codeCarriers(config, simulators),
    webhookTarget: createWebhookTarget({
      allowsLoopback: config.WEBHOOK_LOOPBACK === 'allowed',
      timeoutMs: webhookPolicy.answerTimeoutMs.value,
      answerBytesMax: webhookPolicy.answerBytesMax.value,
    }),
  };
};
