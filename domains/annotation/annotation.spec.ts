import { describe, expect, it } from 'vitest';
import { instantAfter } from '../kernel/calendar.ts';
import { deciderSpec } from '../kernel/spec.ts';
import { annotationPolicy } from '../policy/annotation.ts';
import { ExternalReference, MetadataPatch } from './content.ts';
import { annotationDecider } from './decider.ts';
import type { AnnotationEvent } from './events.ts';
import { EntityId } from './kinds.ts';
import { annotationProjection, type AnnotationRow } from './read-model.ts';
import {
  change,
  changed,
  changedOf,
  changeOf,
  claim,
  id,
  NOW,
  order,
  personId,
  product,
  user,
} from './spec-examples.ts';

const given = deciderSpec(annotationDecider, NOW);
const { claimFinishMs, keysMax, periodMax } = annotationPolicy;
const erp = { externalReference: 'ERP/1', claim: claim(9) };
const stateOf = (...events: AnnotationEvent[]) => events.reduce(annotationDecider.evolve, annotationDecider.initial);

describe('an annotation', () => {
  it('takes a reference that was claimed for it', () => given().when(change(erp)).then(changed(erp)));
  it('frees the reference that it had before', () => {
    const other = { externalReference: 'ERP/2', claim: claim(8) };
    given(changed(erp))
      .when(change(other))
      .then(changed({ ...other, freed: claim(9) }));
    given(changed(erp))
      .when(change({ externalReference: null }))
      .then(changed({ claim: null, freed: claim(9) }));
    given()
      .when(change({ externalReference: null }))
      .then();
  });
  it('takes none that was not claimed, or so long ago that others may have it', () => {
    given()
      .when(change({ externalReference: 'ERP/1' }))
      .rejects('ExternalReferenceNotClaimed');
    given()
      .when(change({ ...erp, claim: claim(9, instantAfter(NOW, -claimFinishMs.value)) }))
      .rejects('ExternalReferenceNotClaimed');
  });
  it('merges what is said into what was said, and records only what differs', () => {
    const said = { metadata: { 'erp.a': '1', 'erp.b': '2' }, privateMetadata: { 'erp.cost': '9' } };
    given().when(change(said)).then(changed({ said }));
    given(changed({ said }))
      .when(change({ metadata: { 'erp.a': '1', 'erp.b': null, 'erp.c': null } }))
      .then(changed({ said: { metadata: { 'erp.b': null } } }));
    expect(stateOf(changed({ said }), changed({ said: { metadata: { 'erp.b': null } } }))).toMatchObject({
      metadata: { 'erp.a': '1' },
      privateMetadata: { 'erp.cost': '9' },
    });
  });
  it('is bounded', () => {
    const keys = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, n) => [`erp.k${n}`, 'x'] as const));
    const full = changed({ said: { metadata: keys(keysMax.value) } });
    given(full)
      .when(change({ metadata: { 'erp.more': '1' } }))
      .rejects('InvalidMetadata');
    given(full)
      .when(change({ metadata: { 'erp.more': '1', 'erp.k0': null } }))
      .then(changed({ said: { metadata: { 'erp.more': '1', 'erp.k0': null } } }));
    expect(MetadataPatch.safeParse(keys(2 * keysMax.value + 1)).success).toBe(false);
  });
  it('begins anew after many changes with everything that holds', () => {
    const many = Array.from({ length: periodMax.value - 1 }, (_, n) =>
      changed({ said: { metadata: { 'erp.n': `${n}` } } }),
    );
    const last = changed({ said: { metadata: { 'erp.n': 'last' } } });
    const whole = { ...erp, said: { metadata: { 'erp.n': `${many.length - 1}` }, privateMetadata: {} } };
    const closed: AnnotationEvent = { type: 'AnnotationPeriodClosed', data: { ...product, ...whole } };
    given(changed(erp), ...many)
      .when(change({ metadata: { 'erp.n': 'last' } }))
      .then(closed, last);
    expect(stateOf(closed)).toEqual({ ...stateOf(changed(erp), ...many), inPeriod: 0 });
  });
  it('ends with its entity and frees the reference; a variant may come back', () => {
    const forgotten = (entity = product): AnnotationEvent => ({
      type: 'AnnotationForgotten',
      data: { ...entity, freed: claim(9) },
    });
    given(changed(erp)).when({ type: 'ForgetAnnotation', data: product }).then(forgotten());
    given(changed(erp), forgotten())
      .when(change({ metadata: { 'erp.a': '1' } }))
      .rejects('AnnotatedEntityNotFound');
    const variant = { kind: 'variant' as const, entityId: `${id(1)}.${id(4)}` };
    given(changed(erp, variant), forgotten(variant))
      .when(change({ metadata: { 'erp.a': '1' } }, variant))
      .then(changed({ said: { metadata: { 'erp.a': '1' } } }, variant));
    given().when({ type: 'ForgetAnnotation', data: variant }).then();
  });
});

describe('an annotation about a person', () => {
  it('holds everything of a user sealed, and of an order all but its number', () => {
    given()
      .when(changeOf(user, { ...erp, metadata: { 'crm.tier': 'a' } }))
      .then(changedOf(user, { claim: erp.claim, said: { externalReference: 'ERP/1', metadata: { 'crm.tier': 'a' } } }));
    given()
      .when(changeOf(order, { ...erp, metadata: { 'crm.tier': 'a' } }))
      .then(changedOf(order, { ...erp, said: { metadata: { 'crm.tier': 'a' } } }));
  });
  it('is empty once the person is erased, but for the number of an order', () => {
    const erased = (event: AnnotationEvent): AnnotationEvent =>
      ({ ...event, data: { ...event.data, said: null } }) as AnnotationEvent;
    const of = (entity: typeof user) => changedOf(entity, { ...erp, said: { metadata: { 'crm.tier': 'a' } } });
    expect(stateOf(erased(of(order)))).toMatchObject({ reference: { text: 'ERP/1' }, metadata: {} });
    const sealed = erased(changedOf(user, { claim: erp.claim, said: { externalReference: 'ERP/1' } }));
    expect(stateOf(sealed)).toMatchObject({ reference: { referenceId: id(9), text: null } });
    given(sealed)
      .when({ type: 'ForgetPersonalAnnotation', data: { kind: 'user', entityId: personId, personId } })
      .then({
        type: 'PersonalAnnotationForgotten',
        data: { kind: 'user', entityId: personId, personId, freed: claim(9) },
      });
  });
});

describe('what may be said', () => {
  it.each(['PO/2026/0041', '1', 'aBc', 'erp:7.x_y-z'])('%s is a reference', (text) => {
    expect(ExternalReference.parse(` ${text} `)).toBe(text);
  });
  it.each(['', 'asha@example.in', 'Asha Rao', '/1', '1/', '+919876543210', 'x'.repeat(201)])('"%s" is none', (text) => {
    expect(ExternalReference.safeParse(text).success).toBe(false);
  });
  it.each(['erp.a', 'my-erp.a.b', 'x.A_1'])('%s is a key', (key) => {
    expect(MetadataPatch.safeParse({ [key]: 'v' }).success).toBe(true);
  });
  it.each(['a', '.a', 'Erp.a', 'erp.', 'erp.a b', `erp.${'x'.repeat(80)}`])('%s is none', (key) => {
    expect(MetadataPatch.safeParse({ [key]: 'v' }).success).toBe(false);
  });
  it('no key reaches into the object that holds it', () => {
    expect(Object.keys(MetadataPatch.parse(JSON.parse('{"__proto__":"v"}')))).toEqual([]);
  });
  it('a value is a text of bounded length', () => {
    for (const value of ['', 'x'.repeat(1_001), 7, {}])
      expect(MetadataPatch.safeParse({ 'erp.a': value }).success).toBe(false);
  });
  it('an id has one part or two', () => {
    expect(EntityId.parse(`${id(1)}.${id(2)}`.toUpperCase())).toBe(`${id(1)}.${id(2)}`);
    for (const wrong of ['1', `${id(1)}.`, `${id(1)}.${id(2)}.${id(3)}`])
      expect(EntityId.safeParse(wrong).success).toBe(false);
  });
});

it('lists what was said the same however often it is delivered, and of persons the keys alone', () => {
  const fold = (events: readonly AnnotationEvent[]) =>
    events.reduce<AnnotationRow | undefined>(
      (row, event, n) => annotationProjection.evolve(row, { ...event, position: BigInt(n) } as never, ''),
      undefined,
    );
  const events = [
    changed({ said: { metadata: { 'erp.a': '1' }, privateMetadata: { 'erp.b': '2' } } }),
    changed({ said: { metadata: { 'erp.a': null, 'erp.c': '3' } } }),
  ];
  const row = { metadata: { 'erp.c': '3' }, private_metadata: { 'erp.b': '2' }, kind: 'product', entity_id: id(1) };
  expect(fold(events)).toMatchObject(row);
  expect(fold([...events, ...events])).toMatchObject(row);
  expect(fold([changed(erp), ...events])).toMatchObject({ external_reference: 'ERP/1' });
  expect(fold([changed(erp), changed({ claim: null })])).toMatchObject({ external_reference: null });
  expect(fold([...events, { type: 'AnnotationForgotten', data: product }])).toBeUndefined();
  expect(fold([changedOf(user, { said: { privateMetadata: { 'crm.note': 'likes silk' } } })])).toMatchObject({
    private_metadata: { 'crm.note': '' },
  });
});
