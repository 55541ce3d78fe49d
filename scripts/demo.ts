import { readFile } from 'node:fs/promises';
import { buy, signIn, fillCart, prepare } from './demo/buyer.ts';
import { fulfil } from './demo/seller.ts';
import { printCauses } from './demo/causes.ts';
import { DemoReport } from './demo/report.ts';
import { ShopClient } from './demo/shop-client.ts';

/**
 * `npm run demo`: one purchase over HTTP against BASE_URL, as the phone app would make it, then the order's events with their
 * causes. The status is 0 only if every step and every invariant held.
 */
const BASE_URL = process.env['BASE_URL'] ?? 'http://127.0.0.1:3000';
const TOKENS = process.env['DEMO_TOKENS'] ?? `${process.env['DATA_DIR'] ?? '.data'}/demo-tokens.json`;

const main = async (): Promise<number> => {
  const { admin } = JSON.parse(await readFile(TOKENS, 'utf8')) as { readonly admin: string };
  const shop = new ShopClient(BASE_URL);
  const report = new DemoReport();
  console.log(`One purchase against ${BASE_URL}\n`);
  const buyer = await signIn(shop, report);
  await prepare(shop, report, buyer, admin);
  const cart = await fillCart(shop, report, buyer);
  const order = await buy(shop, report, buyer, cart);
  await fulfil(shop, report, { orderId: order.orderId, admin, buyer });
  console.log('\nThe events of the order and what caused them\n');
  await printCauses(shop, order.orderId, admin);
  return report.failed;
};

try {
  const failed = await main();
  console.log(failed === 0 ? '\nEvery step and every invariant held.' : `\n${failed} invariants did not hold.`);
  process.exit(failed === 0 ? 0 : 1);
} catch (error) {
  console.error(`\nThe demo stopped: ${error instanceof Error ? error.message : String(error)}`);
  console.error(`Is the shop running at ${BASE_URL}? Start it with "npm start", or set BASE_URL.`);
  process.exit(1);
}
