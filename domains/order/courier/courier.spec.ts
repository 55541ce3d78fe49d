import { expect, it } from 'vitest';
import { deciderSpec } from '../../kernel/spec.ts';
import { NOW } from '../spec-examples.ts';
import { courierDecider, courierIdOf, liveVersions, type CourierEvent } from './courier.ts';

const courierId = courierIdOf('Delhivery');
const registered: CourierEvent = { type: 'CourierRegistered', data: { courierId, name: 'Delhivery' } };
const until = '2026-01-11T10:00:00.000Z';
const rotated: CourierEvent = { type: 'CourierSecretRotated', data: { courierId, version: 2, previousUntil: until } };
const given = deciderSpec(courierDecider, NOW);

it('is registered once under its name', () => {
  expect(courierIdOf(' delhivery ')).toBe(courierId);
  given().when({ type: 'RegisterCourier', data: registered.data }).then(registered);
});
it('changes its secret once per version, and both are good for a day', () => {
  given(registered)
    .when({ type: 'RotateCourierSecret', data: { courierId, rotationOf: 1 } })
    .then(rotated);
  given()
    .when({ type: 'RotateCourierSecret', data: { courierId, rotationOf: 1 } })
    .rejects('CourierNotFound');
  const state = [registered, rotated].reduce(courierDecider.evolve, undefined)!;
  expect([liveVersions(state, NOW), liveVersions(state, until)]).toEqual([[2, 1], [2]]);
});
