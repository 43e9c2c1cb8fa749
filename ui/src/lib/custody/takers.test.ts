// Who may sign beside the giver is decided by ids: by whom an office has assigned, never by names.
import { expect, test } from 'vitest';
import type { DestinationStaffView, StaffView } from '$lib/ipc/bindings';
import { takersBeside } from './takers';

const person = (person_id: string, unit_name: string, activated = true): StaffView => ({
  person_id,
  name: person_id,
  initials: '',
  unit_name,
  duty: 'postal',
  activated,
  locked_until: null,
  tries_left: 5,
  provisional: false,
  supervisors: [],
});
const office = (unit_id: string, unit_name: string, ...ids: string[]): DestinationStaffView => ({
  unit_id,
  unit_name,
  staff: ids.map((person_id) => ({ person_id, name: person_id })),
});

const STAFF = [
  person('giver', 'Một cửa'),
  person('colleague', 'Một cửa'),
  person('postal', 'Bưu điện xã'),
  person('lent', 'Bưu điện xã'),
  person('never here', 'Văn phòng', false),
];
const OFFICES = [
  office('post', 'Bưu điện xã', 'postal', 'elsewhere'),
  office('second post', 'Bưu điện xã', 'lent'),
  office('office', 'Văn phòng', 'never here'),
  office('own', 'Một cửa', 'colleague'),
];

test.for([
  ['whom the office has assigned, and nobody of an office of the same name', 'post', ['postal']],
  ['somebody employed elsewhere but assigned there', 'second post', ['lent']],
  ['nobody without a PIN at this machine', 'office', []],
  ['a colleague of the own office, never the giver', 'own', ['colleague']],
] as const)('takes %s', ([, unit_id, expected]) => {
  const takers = takersBeside(STAFF, OFFICES, { unit_id, person_id: null }, 'giver');
  expect(takers.map((taker) => taker.person_id)).toEqual(expected);
});

test('takes only the person who was named', () => {
  const offices = [office('post', 'Bưu điện xã', 'postal', 'lent')];
  const to = { unit_id: 'post', person_id: 'lent' };
  expect(takersBeside(STAFF, offices, to, 'giver').map((one) => one.person_id)).toEqual(['lent']);
});

test('offers everybody assigned anywhere but the giver, while nobody knows where it goes', () => {
  const takers = takersBeside(STAFF, OFFICES, null, 'giver').map((taker) => taker.person_id);
  expect(takers).toEqual(['colleague', 'postal', 'lent']);
});
