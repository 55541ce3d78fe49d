import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { ServerName } from './servers.ts';
import { projectFolder } from './settings.ts';

/** Runs `docker compose` on the project's file with the terminal as it is. Throws when it fails. */
export async function dockerCompose(words: readonly string[]): Promise<void> {
  const child = spawn('docker', ['compose', ...words], { cwd: projectFolder, stdio: 'inherit' });
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`docker compose ${words.join(' ')} ended with ${String(code)}.`);
}

/** The words of `docker compose` for a command of the stack: only the vendors' servers, never our own processes. */
export function composeWords(command: 'up' | 'down' | 'status', names: readonly ServerName[]): string[] {
  switch (command) {
    case 'up':
      return ['up', '--detach', '--wait', ...names];
    case 'down':
      return ['stop', ...names];
    case 'status':
      return ['ps', '--all', ...names];
  }
}
