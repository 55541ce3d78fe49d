import { execFile, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTarget, type Target } from './target.ts';

/** A Python with `esdbclient` installed; CI names one, elsewhere the one on the path is tried. */
const python = process.env['EVENTSTORE_CONTRACT_PYTHON'] ?? 'python3';
const hasClient = spawnSync(python, ['-c', 'import esdbclient']).status === 0;
const script = fileURLToPath(new URL('./contract_esdbclient.py', import.meta.url));

describe.runIf(hasClient)('the contract through esdbclient (Python)', () => {
  let target: Target;
  beforeAll(async () => {
    target = await startTarget();
  });
  afterAll(() => target.stop());

  it('passes', { timeout: 120_000 }, async () => {
    const run = promisify(execFile)(python, ['-B', script, target.url], { timeout: 110_000 });
    const { stderr } = await run.catch((error: unknown) => error as { stderr: string });
    expect(stderr).toMatch(/\nOK\n$/);
  });
});
