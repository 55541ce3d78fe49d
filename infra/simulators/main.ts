import { parseArgs } from 'node:util';
import { DEVELOPMENT_CREDENTIALS } from './development-credentials.ts';
import { startSimulators } from './server.ts';

const { values } = parseArgs({
  options: {
    host: { type: 'string', default: '127.0.0.1' },
    port: { type: 'string', default: '3900' },
    'mail-port': { type: 'string', default: '3925' },
    directory: { type: 'string' },
    'webhook-url': { type: 'string' },
  },
});

/** The simulated providers alone, with the well-known credentials of a development shop. */
const simulators = await startSimulators({
  port: Number(values.port),
  host: values.host,
  ...(values.directory === undefined ? {} : { directory: values.directory }),
  razorpay: { ...DEVELOPMENT_CREDENTIALS.razorpay, webhookUrl: values['webhook-url'] ?? null },
  sms: DEVELOPMENT_CREDENTIALS.sms,
  shiprocket: DEVELOPMENT_CREDENTIALS.shiprocket,
  mail: { ...DEVELOPMENT_CREDENTIALS.mail, port: Number(values['mail-port']) },
});
console.log(`listening ${simulators.url}/simulators, SMTP on ${values.host}:${values['mail-port']}`);

const stop = (): void => void simulators.stop();
process.once('SIGINT', stop);
process.once('SIGTERM', stop);
