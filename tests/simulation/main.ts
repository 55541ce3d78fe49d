import { parseArgs } from 'node:util';
import { simulate } from './simulate.ts';

/** `npm run simulate -- --seed N --checkouts N`: the last line is one JSON object; the status is 1 when an invariant broke. */
const { values } = parseArgs({
  options: { seed: { type: 'string', default: '1' }, checkouts: { type: 'string', default: '1000' } },
});
const seed = Number(values.seed);
const checkouts = Number(values.checkouts);
if (!Number.isSafeInteger(seed) || !Number.isSafeInteger(checkouts) || checkouts < 1) {
  console.error('--seed and --checkouts take whole numbers.');
  process.exit(2);
}
const every = Math.max(1, Math.floor(checkouts / 20));
const report = await simulate({
  seed,
  checkouts,
  onProgress: (done) => done % every === 0 && console.error(`${done} of ${checkouts} checkouts`),
});
for (const { position, stream, rule } of report.violations.slice(0, 20))
  console.error(`violated at ${position} in ${stream}: ${rule}`);
const { violations, ...rest } = report;
console.log(JSON.stringify({ ...rest, violations: violations.length }));
process.exit(violations.length === 0 ? 0 : 1);
