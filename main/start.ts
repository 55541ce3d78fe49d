import { loadConfig } from '../infra/config.ts';
import { startEmbedded, type Stop } from './embedded.ts';
import { startStackProfile } from './stack.ts';

const say = (text: string): void => void process.stderr.write(`${text}\n`);

const stops: Stop[] = [];
let stopping: Promise<void> | undefined;
const stopAll = async (): Promise<void> => {
  for (const { name, stop } of stops.reverse())
    await stop().catch((error: unknown) => say(`${name} did not stop cleanly: ${String(error)}`));
};
const end = (code: number): void => {
  stopping ??= stopAll().finally(() => process.exit(code));
};
process.on('SIGINT', () => end(0));
process.on('SIGTERM', () => end(0));

try {
  const config = loadConfig();
  say(`Starting Only2U on the ${config.PROFILE} profile`);
  await (config.PROFILE === 'stack' ? startStackProfile(config, stops) : startEmbedded(config, stops));
} catch (error) {
  say(`\nOnly2U did not start: ${error instanceof Error ? error.message : String(error)}`);
  end(1);
}
