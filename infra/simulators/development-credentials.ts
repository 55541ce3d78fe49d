/** What the simulators expect on a development machine. They open nothing else, so they are no secret. */
export const DEVELOPMENT_CREDENTIALS = {
  razorpay: {
    keyId: 'rzp_test_Only2USimulator',
    keySecret: 'development-key-secret',
    webhookSecrets: ['development-webhook-secret'],
  },
  sms: { userId: 'only2u', key: 'development-sms-key' },
  mail: { user: 'only2u', password: 'development-mail-password' },
  shiprocket: { email: 'couriers@only2u.example', password: 'development-courier-password' },
} as const satisfies {
  razorpay: { keyId: string; keySecret: string; webhookSecrets: readonly [string, ...string[]] };
  sms: { userId: string; key: string };
  mail: { user: string; password: string };
  shiprocket: { email: string; password: string };
};
