// Sample staff of the mock desk: two offices on one machine. Every PIN is 135790.
import type { SignedInView, StaffView } from '../bindings';
import { CLERK, ONE_STOP, POST, POSTAL_WORKER, sampleId } from './names';

export const SAMPLE_PIN = '135790';
export const SAMPLE_CODE = 'KH7K-22MB';

const person = (number: number, name: string, initials: string, postal: boolean): StaffView => ({
  person_id: sampleId(number),
  name,
  initials,
  unit_name: postal ? POST : ONE_STOP,
  duty: postal ? 'postal' : 'one_stop_reception',
  activated: true,
  locked_until: null,
  tries_left: 5,
  provisional: false,
  supervisors: [],
});

/** Supervises both offices of the mock desk. */
const SUPERVISOR = sampleId(0xb5);

export function sampleStaff(): StaffView[] {
  return [
    person(0xb1, CLERK, 'VL', false),
    {
      ...person(0xb2, 'Nông Văn Nam', 'NN', false),
      activated: false,
      supervisors: [SUPERVISOR],
    },
    person(0xb3, POSTAL_WORKER, 'HH', true),
    {
      ...person(0xb4, 'Lý A Páo', 'LP', true),
      locked_until: '2026-11-20T09:45:00+07:00',
      tries_left: 0,
      supervisors: [SUPERVISOR],
    },
    { ...person(0xb5, 'Đàm Thị Sen', 'ĐS', false), duty: 'supervision' },
  ];
}

export function signedIn(staff: StaffView): SignedInView {
  return {
    person_id: staff.person_id,
    name: staff.name,
    unit_name: staff.unit_name,
    duties: [staff.duty],
    provisional: staff.provisional,
  };
}
