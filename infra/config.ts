import { z } from 'zod';
import { trustedProxies } from './http/trusted-proxies.ts';
import { DEVELOPMENT_CREDENTIALS } from './simulators/development-credentials.ts';

const Port = z.coerce.number().int().min(0).max(65_535);
const PROXY_LIST =
  'must be addresses, ranges such as 10.0.0.0/8, loopback, linklocal or uniquelocal, with commas between';
const isProxyList = (names: string): boolean => {
  try {
    trustedProxies(names);
    return true;
  } catch {
    return false;
  }
};
const ORIGIN_LIST = 'must be origins such as https://shop.example, without a path, with commas between, or *';
const isOriginList = (list: string): boolean =>
  list.split(',').every((part) => {
    const origin = part.trim();
    return origin === '' || origin === '*' || (URL.canParse(origin) && new URL(origin).origin === origin);
  });
/** The number that the DLT platform gave a template or an entity. */
const DltId = z.string().regex(/^\d{1,30}$/, 'must be the number that the DLT platform shows');
const Environment = z.object({
  PROFILE: z.enum(['embedded', 'stack']).default('embedded'),
  PORT: Port.default(3000),
  HOST: z.string().default('127.0.0.1'),
  /** Where clients reach the gateway, and what our access tokens name as their issuer. */
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  /** Comma-separated addresses and ranges of what may name the client in X-Forwarded-For. */
  TRUSTED_PROXIES: z.string().default('loopback').refine(isProxyList, PROXY_LIST),
  /** Comma-separated origins whose pages may ask in a browser, such as `https://shop.example`; `*` for all. */
  CORS_ORIGINS: z.string().default('').refine(isOriginList, ORIGIN_LIST),
  DATA_DIR: z.string().default('.data'),
  EVENTSTORE_PORT: Port.default(2113),
  POSTGRES_PORT: Port.default(5532),
  SIMULATORS_PORT: Port.default(3010),
  /** Of the simulated mail relay. */
  SMTP_PORT: Port.default(3025),
  /** 32 bytes or more in base64, where processes share no data directory; it must never change. */
  INSTALLATION_SECRET: z
    .base64()
    .min(43, 'must be 32 random bytes or more in base64, such as `openssl rand -base64 32` makes')
    .optional(),
  EVENTSTORE_URL: z.string().optional(),
  POSTGRES_URL: z.string().optional(),
  /** Comma-separated names of domains that this process is narrowed to, and `cross-domain`; empty for all. */
  SERVICES: z.string().default(''),
  /** Comma-separated `host:port`. */
  KAFKA_BROKERS: z.string().optional(),
  /** Put before the names of topics and groups, where several installations share a cluster. */
  KAFKA_PREFIX: z.string().default(''),
  CASSANDRA_CONTACT_POINTS: z.string().optional(),
  CASSANDRA_DATACENTER: z.string().default('datacenter1'),
  ELASTICSEARCH_URL: z.url().optional(),
  /** Put before the names of indices, where several installations share a cluster. */
  ELASTICSEARCH_PREFIX: z
    .string()
    .regex(/^([a-z0-9][a-z0-9.-]*)?$/, 'must be small letters, digits, dots and dashes, and begin with no dash')
    .default(''),
  REDIS_URL: z.url().optional(),
  COMMAND_API_URL: z.url().optional(),
  READ_API_URL: z.url().optional(),
  SIMULATORS_URL: z.url().optional(),
  /** Of one address, over all gateways that share a Redis; 0 for no limit. The embedded profile has none. */
  REQUESTS_PER_MINUTE_MAX: z.coerce.number().int().min(0).default(6_000),
  /** Where spans go; without it no trace is made. */
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url().optional(),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
  RAZORPAY_URL: z.string().optional(),
  RAZORPAY_KEY_ID: z.string().default(DEVELOPMENT_CREDENTIALS.razorpay.keyId),
  RAZORPAY_KEY_SECRET: z.string().default(DEVELOPMENT_CREDENTIALS.razorpay.keySecret),
  /** Comma-separated, the current one first; keep the previous one for a day after a change. */
  RAZORPAY_WEBHOOK_SECRETS: z.string().min(1).default(DEVELOPMENT_CREDENTIALS.razorpay.webhookSecrets.join(',')),
  /** `smtp://user:password@host:port` or `smtps://...`; the simulated relay without it. */
  MAIL_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  MAIL_FROM: z.string().min(1).default('Only2U <no-reply@only2u.example>'),
  /** Whether outgoing webhooks may go to this machine, by plain HTTP: for development only. */
  WEBHOOK_LOOPBACK: z.enum(['refused', 'allowed']).default('refused'),
  /** `none`: vendors and staff hand parcels to couriers themselves, and say which. */
  COURIER: z.enum(['shiprocket', 'none']).default('shiprocket'),
  SHIPROCKET_URL: z.url({ protocol: /^https?$/ }).optional(),
  SHIPROCKET_EMAIL: z.email().default(DEVELOPMENT_CREDENTIALS.shiprocket.email),
  SHIPROCKET_PASSWORD: z.string().min(1).default(DEVELOPMENT_CREDENTIALS.shiprocket.password),
  SHIPROCKET_PICKUP_LOCATION: z.string().min(1).max(36).default('Primary'),
  SMS_URL: z.string().optional(),
  SMS_USER_ID: z.string().default(DEVELOPMENT_CREDENTIALS.sms.userId),
  SMS_KEY: z.string().default(DEVELOPMENT_CREDENTIALS.sms.key),
  /** The header that is registered for us on the DLT platform. */
  SMS_SENDER_ID: z.string().min(1).max(11).default('ONLYTU'),
  /** As registered on the DLT platform, `{otp}` and `{minutes}` in place of its variables. */
  SMS_CODE_TEXT: z
    .string()
    .max(400)
    .regex(/\{otp\}/, 'must hold {otp}')
    .default('Your one-time password is {otp}. It is valid for {minutes} minutes. Only2U'),
  SMS_DLT_TEMPLATE_ID: DltId.optional(),
  SMS_DLT_ENTITY_ID: DltId.optional(),
  WHATSAPP_URL: z.url({ protocol: /^https?$/ }).optional(),
  WHATSAPP_TOKEN: z.string().min(1).default(DEVELOPMENT_CREDENTIALS.whatsapp.token),
  WHATSAPP_PHONE_NUMBER_ID: z
    .string()
    .regex(/^\d{1,20}$/)
    .default(DEVELOPMENT_CREDENTIALS.whatsapp.phoneNumberId),
  WHATSAPP_TEMPLATE: z.string().min(1).max(512).default('only2u_code'),
  WHATSAPP_LANGUAGE: z.string().min(2).default('en'),
  VOICE_URL: z.url({ protocol: /^https?$/ }).optional(),
  VOICE_ACCOUNT_ID: z.string().min(1).default(DEVELOPMENT_CREDENTIALS.voice.accountId),
  VOICE_TOKEN: z.string().min(1).default(DEVELOPMENT_CREDENTIALS.voice.token),
  VOICE_CALLER_ID: z
    .string()
    .regex(/^\+\d{8,15}$/)
    .default('+918000000000'),
});

/** Whether a provider's address is one of our own simulators, or none, which is the same. */
export const isSimulated = (url: string | undefined): boolean => url === undefined || url.includes('/simulators/');
const DLT_IDS = ['SMS_DLT_TEMPLATE_ID', 'SMS_DLT_ENTITY_ID'] as const;
/** Operators in India drop a text whose template and sender are not registered, without saying so. */
const Checked = Environment.superRefine((settings, context) => {
  if (isSimulated(settings.SMS_URL)) return;
  for (const name of DLT_IDS)
    if (settings[name] === undefined)
      context.addIssue({
        code: 'custom',
        path: [name],
        message: 'must be set with SMS_URL: a carrier in India needs it',
      });
});

/** Every setting there is. */
export const SETTINGS: readonly string[] = Object.keys(Environment.shape);

export type Config = Readonly<z.infer<typeof Environment>>;

/** Reads the environment once; throws one error that lists every bad key with what it should be. */
export const loadConfig = (environment: NodeJS.ProcessEnv = process.env): Config => {
  const parsed = Checked.safeParse(environment);
  if (parsed.success) return Object.freeze(parsed.data);
  throw new Error(parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n'));
};

/** The address that clients know, without a slash at its end. */
export const publicUrlOf = ({ PUBLIC_URL, PORT }: Config): string =>
  (PUBLIC_URL ?? `http://127.0.0.1:${PORT}`).replace(/\/+$/, '');

/** The settings that a process cannot do without; throws one error that names all that are missing. */
export const requireSettings = <K extends keyof Config>(
  config: Config,
  names: readonly K[],
): { readonly [N in K]: NonNullable<Config[N]> } => {
  const missing = names.filter((name) => config[name] === undefined);
  if (missing.length > 0) throw new Error(`Set ${missing.join(', ')}: this process cannot run without.`);
  return config as { readonly [N in K]: NonNullable<Config[N]> };
};
