/** What the simulators expect on a development machine. They open nothing else, so they are no secret. */
export const DEVELOPMENT_CREDENTIALS = {
  razorpay: {
    keyId: 'rzp_test_Only2USimulator',
    keySecret: 'development-key-secret',
    webhookSecrets: ['development-webhook-secret'],
  },
  sms: { userId: 'only2u', key: 'development-sms-key' },
  whatsapp: { phoneNumberId: '100000000000001', token: 'development-whatsapp-token' },
  voice: { accountId: 'AC00000000000000000000000000000001', token: 'development-voice-token' },
  mail: { user: 'only2u', password: 'development-mail-password' },
  shiprocket: { email: 'couriers@only2u.example', password: 'development-courier-password' },
} as const satisfies {
  razorpay: { keyId: string; keySecret: string; webhookSecrets: readonly [string, ...string[]] };
  sms: { userId: string; key: string };
  whatsapp: { phoneNumberId: string; token: string };
  voice: { accountId: string; token: string };
  mail: { user: string; password: string };
  shiprocket: { email: string; password: string };
};
