// Runs before `npm start`, `npm test` and the other scripts, under whatever Node is installed: brings node_modules in line
// with package-lock.json, and does nothing when it already is. The `node` package among them is the Node that runs the rest.
import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, statSync } from 'node:fs';

const NODE_MAJOR_MIN = 20;

if (Number(process.versions.node.split('.')[0]) < NODE_MAJOR_MIN) {
  console.error(`Node ${NODE_MAJOR_MIN} or newer is needed; this is ${process.versions.node}.`);
  process.exit(1);
}
const changedAt = (file) => (existsSync(file) ? statSync(file).mtimeMs : 0);
// npm writes the hidden file at the end of every install, moments apart from the lock file, so an interrupted install is
// done again and a newer lock file is noticed.
const MOMENTS_MS = 10_000;
// npm ci empties the folder first, and through a link that would be somebody else's.
const isLink = lstatSync('node_modules', { throwIfNoEntry: false })?.isSymbolicLink() === true;
if (!isLink && changedAt('node_modules/.package-lock.json') + MOMENTS_MS < changedAt('package-lock.json')) {
  console.error('Installing what package-lock.json names (once, about a minute) ...');
  const npm = process.env.npm_execpath;
  const [command, args] = npm?.endsWith('.js') ? [process.execPath, [npm]] : ['npm', []];
  const installed = spawnSync(command, [...args, 'ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    stdio: ['ignore', 2, 2],
  });
  if (installed.status !== 0) {
    console.error('npm ci failed; see the messages above.');
    process.exit(1);
  }
}
