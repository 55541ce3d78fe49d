/**
 * The simulated providers alone. `SIMULATORS_PORT` (default 3900), `SIMULATORS_DIRECTORY` (default: in memory) and
 * `SIMULATORS_WEBHOOK_URL` (default: none) configure it. The credentials are the well-known ones of a development shop.
 */
import { DEVELOPMENT_CREDENTIALS } from './development-credentials.ts';
import { startSimulators } from './server.ts';

const {
  SIMULATORS_PORT: port = '3900',
  SIMULATORS_DIRECTORY: directory,
  SIMULATORS_WEBHOOK_URL: webhookUrl,
} = process.env;

const simulators = await startSimulators({
  port: Number(port),
  ...(directory === undefined ? {} : { directory }),
  razorpay: { ...DEVELOPMENT_CREDENTIALS.razorpay, webhookUrl: webhookUrl ?? null },
  sms: DEVELOPMENT_CREDENTIALS.sms,
});
console.log(`listening ${simulators.url}/simulators`);

const stop = (): void => void simulators.stop().then(() => process.exit(0));
process.once('SIGINT', stop);
process.once('SIGTERM', stop);
