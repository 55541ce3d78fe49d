import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { findCommand } from './commands.ts';
import type { StackSettings } from './settings.ts';

const DOCKER_TIMEOUT_MS = 5000;

export interface EngineChoice {
  readonly engine: 'docker' | 'packages';
  readonly reason: string;
}

/** Docker where an engine answers, packages otherwise; STACK_ENGINE decides when it is set. */
export async function chooseEngine(settings: StackSettings): Promise<EngineChoice> {
  if (settings.engine !== 'auto') return { engine: settings.engine, reason: `STACK_ENGINE is ${settings.engine}` };
  const docker = await findCommand('docker', settings.path);
  if (docker === undefined) return { engine: 'packages', reason: 'there is no docker command' };
  const ask = promisify(execFile)(docker, ['version', '--format', '{{.Server.Version}}'], {
    timeout: DOCKER_TIMEOUT_MS,
  });
  const version = await ask.then(
    ({ stdout }) => stdout.trim(),
    () => '',
  );
  if (version === '') return { engine: 'packages', reason: 'no Docker engine answers' };
  return { engine: 'docker', reason: `Docker ${version} answers` };
}
