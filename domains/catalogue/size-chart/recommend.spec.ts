import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BODY_MEASUREMENTS, type ChartSize } from './events.ts';
import { OFF_MM_MAX, recommendSize, type Body } from './recommend.ts';

const size = (name: string, body: ChartSize['body']): ChartSize => ({ size: name, body });
const range = (fromMm: number, toMm: number) => ({ fromMm, toMm });
const KURTAS = [
  size('S', { bust: range(820, 860), waist: range(660, 700) }),
  size('M', { bust: range(870, 910), waist: range(710, 750) }),
  size('L', { bust: range(920, 980), waist: range(760, 820) }),
];

describe('a recommended size', () => {
  it('is the one whose ranges hold the body, for sure when two measurements say so', () => {
    expect(recommendSize(KURTAS, { bust: 890, waist: 730 })).toMatchObject({ size: 'M', confidence: 'high' });
    expect(recommendSize(KURTAS, { bust: 890 })).toMatchObject({ size: 'M', confidence: 'medium' });
    expect(recommendSize(KURTAS, { bust: 890, waist: 730, foot: 240 })).toMatchObject({
      fits: [{ measurement: 'bust', offMm: 0 }, { measurement: 'waist' }],
    });
  });
  it('is rather too large than too small', () => {
    expect(recommendSize(KURTAS, { bust: 865 })).toMatchObject({ size: 'M', fits: [{ offMm: -5 }] });
    expect(recommendSize(KURTAS, { bust: 940, waist: 730 })).toMatchObject({ size: 'L', confidence: 'low' });
  });
  it('is the one in whose middle the body is, where sizes overlap', () => {
    const wide = [size('S', { bust: range(800, 880) }), size('M', { bust: range(860, 940) })];
    expect([recommendSize(wide, { bust: 865 }), recommendSize(wide, { bust: 876 })]).toMatchObject([
      { size: 'S' },
      { size: 'M' },
    ]);
  });
  it('is none for a body that the chart does not reach, or that it says nothing about', () => {
    expect(recommendSize(KURTAS, { bust: 980 + OFF_MM_MAX })).toMatchObject({ size: 'L' });
    expect(recommendSize(KURTAS, { bust: 981 + OFF_MM_MAX })).toEqual({ reason: 'OutsideChart' });
    expect(recommendSize(KURTAS, { foot: 240 })).toEqual({ reason: 'NothingInCommon' });
  });
});

const anyBody = fc.dictionary(
  fc.constantFrom(...BODY_MEASUREMENTS),
  fc.integer({ min: 200, max: 2_000 }),
) as fc.Arbitrary<Body>;
const anyRange = fc.tuple(fc.integer({ min: 200, max: 2_000 }), fc.integer({ min: 0, max: 200 }));
const anySizes = fc
  .array(fc.dictionary(fc.constantFrom(...BODY_MEASUREMENTS), anyRange, { minKeys: 1 }), { minLength: 1, maxLength: 8 })
  .map((bodies) =>
    bodies.map((ranges, index) =>
      size(
        `size ${index}`,
        Object.fromEntries(Object.entries(ranges).map(([name, [from, width]]) => [name, range(from, from + width)])),
      ),
    ),
  );

describe('of any chart and body', () => {
  it('names a size of the chart that no measurement is far outside of', () => {
    fc.assert(
      fc.property(anySizes, anyBody, (sizes, body) => {
        const best = recommendSize(sizes, body);
        if ('reason' in best) return;
        expect(sizes.map((each) => each.size)).toContain(best.size);
        expect(best.fits.length).toBeGreaterThan(0);
        for (const { offMm, bodyMm, fromMm, toMm } of best.fits) {
          expect(Math.abs(offMm)).toBeLessThanOrEqual(OFF_MM_MAX);
          expect(offMm === 0).toBe(bodyMm >= fromMm && bodyMm <= toMm);
        }
      }),
    );
  });
  it('names a size that fits in everything, whenever there is one', () => {
    fc.assert(
      fc.property(anySizes, anyBody, (sizes, body) => {
        const fitting = (candidate: ChartSize): boolean => {
          const alone = recommendSize([candidate], body);
          return 'fits' in alone && alone.fits.every(({ offMm }) => offMm === 0);
        };
        const best = recommendSize(sizes, body);
        const isFitting = 'fits' in best && best.fits.every(({ offMm }) => offMm === 0);
        expect(isFitting).toBe(sizes.some(fitting));
      }),
    );
  });
  it('does not depend on how the sizes are ordered, but for ties', () => {
    fc.assert(
      fc.property(anyBody, (body) => {
        const [one, other] = [recommendSize(KURTAS, body), recommendSize([...KURTAS].reverse(), body)];
        const strain = (best: typeof one) =>
          'fits' in best ? best.fits.reduce((sum, { offMm }) => sum + Math.abs(offMm), 0) : best.reason;
        if (JSON.stringify(one) !== JSON.stringify(other)) expect(strain(one)).toBe(strain(other));
      }),
    );
  });
});
