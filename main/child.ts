import { mkdir } from 'node:fs/promises';
import { startEventStoreServer } from '../infra/eventstore-server/index.ts';
import { loadConfig } from '../infra/config.ts';
import { DEVELOPMENT_CREDENTIALS } from '../infra/simulators/development-credentials.ts';
import { startSimulators } from '../infra/simulators/server.ts';

/**
 * A child process of `npm start`: the event log server or the provider simulators. It ends with its parent, also when the
 * parent was killed, since then the channel between them closes.
 */
const STOP_TIMEOUT_MS = 20_000;
const config = loadConfig();

const startEventLog = async (): Promise<() => Promise<void>> => {
  const directory = `${config.DATA_DIR}/eventlog`;
  await mkdir(directory, { recursive: true });
  const server = await startEventStoreServer({ port: config.EVENTSTORE_PORT, directory });
  return () => server.stop();
};

const startProviders = async (): Promise<() => Promise<void>> => {
  const directory = `${config.DATA_DIR}/simulators`;
  await mkdir(directory, { recursive: true });
  const [current, ...previous] = config.RAZORPAY_WEBHOOK_SECRETS.split(',');
  const simulators = await startSimulators({
    port: config.SIMULATORS_PORT,
    directory,
    razorpay: {
      keyId: config.RAZORPAY_KEY_ID,
      keySecret: config.RAZORPAY_KEY_SECRET,
      webhookSecrets: [current!, ...previous],
      webhookUrl: `http://127.0.0.1:${config.PORT}/api/v1/payments/webhook`,
    },
    shiprocket: { email: config.SHIPROCKET_EMAIL, password: config.SHIPROCKET_PASSWORD },
    sms: { userId: config.SMS_USER_ID, key: config.SMS_KEY },
    mail: { ...DEVELOPMENT_CREDENTIALS.mail, port: config.SMTP_PORT },
  });
  return () => simulators.stop();
};

const kind = process.argv[2];
const stop = await (kind === 'event-log' ? startEventLog() : startProviders());
let stopping = false;
const end = (): void => {
  if (stopping) return;
  stopping = true;
  setTimeout(() => process.exit(1), STOP_TIMEOUT_MS).unref();
  void stop().finally(() => process.exit(0));
};
process.on('disconnect', end);
// Ctrl-C and what ends a service reach the whole group; the parent decides when its children stop.
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => {
    if (process.send === undefined) end();
  });
// A parent that was killed while this process started has closed the channel already.
if (process.send !== undefined && !process.connected) end();
else process.send?.('ready');
