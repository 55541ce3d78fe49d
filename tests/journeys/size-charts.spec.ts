import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { v7 as uuidV7 } from 'uuid';
import { ok } from '../support/purchase.ts';
import { newPhone, signInByPhone } from '../support/phone-sign-in.ts';
import { startTestSystem, type TestSystem } from '../support/system.ts';

const inCentimetres = (bust: number, waist: number) => ({ lengthUnit: 'cm', weightUnit: 'kg', bust, waist });
const size = (name: string, [bustFrom, bustTo]: [number, number], [waistFrom, waistTo]: [number, number]) => ({
  size: name,
  body: { bust: { fromMm: bustFrom, toMm: bustTo }, waist: { fromMm: waistFrom, toMm: waistTo } },
});
const kurtas = {
  name: 'Kurtas',
  scope: { brand: 'Neelam' },
  sizes: [size('S', [820, 860], [660, 700]), size('M', [870, 910], [710, 750])],
  howToMeasure: 'Around the fullest part, the tape level.',
};

let system: TestSystem;
let ownerToken: string;
let vendorId: string;
let product: { id: string; variants: { variantId: string }[] };
beforeAll(async () => {
  system = await startTestSystem();
  ownerToken = await system.tokenFor(['vendor'], uuidV7());
  vendorId = ok(await owner('POST', '/vendors', { name: 'Neelam Crafts' })).body.id as string;
  const prices = { pricePaise: 60_000, mrpPaise: 90_000 };
  const variants = ['S', 'M'].map((name) => ({ size: name, ...prices }));
  const body = { vendorId, name: 'Kurta', brand: 'Neelam', hsnCode: '6204', variants, publish: true };
  product = ok(await owner('POST', '/products', body)).body as typeof product;
});
afterAll(() => system.stop());

const owner = (method: string, path: string, body?: object) => system.call(method, path, { token: ownerToken, body });
const shown = (productId = product.id) => system.call('GET', `/products/${productId}/size-chart`);

describe('size charts', () => {
  it('are seen by everybody once they are published, and no longer when they are removed', async () => {
    expect((await shown()).status).toBe(404);
    const path = `/vendors/${vendorId}/size-charts`;
    const draft = ok(await owner('POST', path, { ...kurtas, published: false }), 201).body;
    expect((await shown()).status).toBe(404);
    ok(await owner('PUT', `${path}/${draft.id}`, kurtas), 200);
    const { name, sizes, howToMeasure } = kurtas;
    expect(await shown()).toEqual(
      expect.objectContaining({ status: 200, body: { id: draft.id, name, sizes, howToMeasure } }),
    );
    expect(await owner('POST', path, { ...kurtas, name: 'Other kurtas', scope: { brand: 'NEELAM' } })).toMatchObject({
      status: 409,
      body: { code: 'SizeChartScopeTaken' },
    });
    const own = { ...kurtas, name: 'This kurta', scope: { productId: product.id } };
    const { id } = ok(await owner('POST', path, own), 201).body as { id: string };
    expect(await shown()).toMatchObject({ body: { id, name: 'This kurta' } });
    ok(await owner('DELETE', `${path}/${id}`), 200);
    expect(await shown()).toMatchObject({ body: { name: 'Kurtas' } });
    expect((await owner('GET', path)).body).toMatchObject({ charts: [{ id: draft.id, published: true }] });
  });

  it('are for their vendor to change, and say what is wrong with them', async () => {
    const path = `/vendors/${vendorId}/size-charts`;
    const stranger = { token: await system.tokenFor(['vendor'], uuidV7()), body: kurtas };
    expect((await system.call('POST', path, stranger)).status).toBe(403);
    expect((await system.call('GET', path, { token: stranger.token })).status).toBe(403);
    const upsideDown = { ...kurtas, sizes: [size('S', [860, 820], [660, 700])] };
    const refused = await owner('POST', path, upsideDown);
    expect(refused.status).toBe(400);
    expect(JSON.stringify(refused.body)).toContain('/body/sizes/0/body/bust/toMm');
  });
});

describe('a recommended size', () => {
  it('follows from the measurements that the user keeps, and is for the user alone', async () => {
    const { userId, accessToken: token } = await signInByPhone(system, newPhone());
    const path = `/users/${userId}/size-recommendation?productId=${product.id}`;
    const recommended = () => system.call('GET', path, { token });
    expect(await recommended()).toMatchObject({ status: 200, body: { size: null, reason: 'NoMeasurements' } });
    const measure = async (bust: number, waist: number) =>
      ok(await system.call('POST', `/users/${userId}/measurements`, { token, body: inCentimetres(bust, waist) }));
    await measure(89, 73);
    const { variantId } = product.variants[1]!;
    expect(await recommended()).toMatchObject({
      body: {
        size: 'M',
        confidence: 'high',
        reason: null,
        variantIds: [variantId],
        fits: [{ offMm: 0 }, { offMm: 0 }],
      },
    });
    await measure(150, 140);
    expect((await recommended()).body).toMatchObject({ size: null, reason: 'OutsideChart' });
    const other = await system.tokenFor(['customer'], uuidV7());
    expect((await system.call('GET', path, { token: other })).status).toBe(403);
  });
});
