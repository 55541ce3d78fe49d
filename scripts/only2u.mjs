#!/usr/bin/env node
// The operator's command line. It runs under whatever Node is installed and hands over to the pinned one, which runs TypeScript.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const node = here('../node_modules/.bin/node');
const child = spawn(node, ['--disable-warning=ExperimentalWarning', here('only2u/main.ts'), ...process.argv.slice(2)], {
  stdio: 'inherit',
});
child.on('error', () => {
  console.error('Run "npm ci" first.');
  process.exit(1);
});
child.on('exit', (code) => process.exit(code ?? 1));
