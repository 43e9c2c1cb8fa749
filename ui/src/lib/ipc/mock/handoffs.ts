// Sample handoffs of the mock desk: what waits at the counter, what came in, what was signed.
import type { DossierRow, HandoffRow, HandoffView, ListHandOverView } from '../bindings';
import { samplePapers } from './dossiers';
import { CLERK, ONE_STOP, POST, POSTAL_WORKER, sampleId } from './names';

export const UNIT_ONE_STOP = sampleId(0xa1);
export const UNIT_POST = sampleId(0xa2);
export const UNIT_OFFICE = sampleId(0xa3);

export function sampleHandOver(rows: readonly DossierRow[]): ListHandOverView {
  const held = rows.filter((row) => row.holder_text === CLERK && row.status === 'received');
  const lines = held.map((row, at) => ({
    ...row,
    originals: 1,
    others: 2,
    same_day: at === 0,
    papers: samplePapers(row),
  }));
  return {
    groups: [
      {
        destination: { unit_id: UNIT_OFFICE, unit_name: 'Văn phòng HĐND và UBND' },
        same_day: 1,
        dossiers: lines.slice(0, 1),
      },
      {
        destination: { unit_id: UNIT_POST, unit_name: POST },
        same_day: 0,
        dossiers: lines.slice(2),
      },
      { destination: null, same_day: 0, dossiers: lines.slice(1, 2) },
    ],
    destinations: [
      {
        unit_id: UNIT_OFFICE,
        unit_name: 'Văn phòng HĐND và UBND',
        staff: [{ person_id: sampleId(0xb9), name: 'Lương Thị Mai' }],
      },
      {
        unit_id: UNIT_POST,
        unit_name: POST,
        staff: [
          { person_id: sampleId(0xb3), name: POSTAL_WORKER },
          { person_id: sampleId(0xb4), name: 'Lý A Páo' },
        ],
      },
    ],
  };
}

export function sampleHandoffs(): (HandoffRow & { incoming: boolean })[] {
  const base = { minutes_signed: false, overdue: false, exceptions: 0, sync: 'received' } as const;
  return [
    {
      ...base,
      incoming: true,
      handoff_id: sampleId(0xc1),
      number: '26112090000181',
      from_text: `${POSTAL_WORKER}, ${POST}`,
      to_text: ONE_STOP,
      offered_at: '2026-11-20T08:05:00+07:00',
      state: 'offered',
      line_count: 3,
      originals: 3,
      others: 6,
    },
    {
      ...base,
      incoming: true,
      handoff_id: sampleId(0xc2),
      number: '26111990000176',
      from_text: `${POSTAL_WORKER}, ${POST}`,
      to_text: ONE_STOP,
      offered_at: '2026-11-19T15:10:00+07:00',
      state: 'offered',
      line_count: 1,
      originals: 1,
      others: 2,
      overdue: true,
    },
    {
      ...base,
      incoming: false,
      handoff_id: sampleId(0xc3),
      number: '26112002000407',
      from_text: `${CLERK}, ${ONE_STOP}`,
      to_text: 'Văn phòng HĐND và UBND',
      offered_at: '2026-11-20T09:20:00+07:00',
      state: 'offered',
      line_count: 2,
      originals: 2,
      others: 4,
      sync: 'here',
    },
    {
      ...base,
      incoming: false,
      handoff_id: sampleId(0xc4),
      number: '26111902000390',
      from_text: `${CLERK}, ${ONE_STOP}`,
      to_text: POST,
      offered_at: '2026-11-19T10:30:00+07:00',
      state: 'accepted_with_exceptions',
      line_count: 4,
      originals: 4,
      others: 7,
      exceptions: 1,
      sync: 'safe',
      minutes_signed: true,
    },
  ];
}

export function sampleHandoff(row: HandoffRow, dossiers: readonly DossierRow[]): HandoffView {
  return {
    ...row,
    giver_signature: row.overdue ? 'valid_roster_old' : 'valid',
    lines: dossiers.slice(0, row.line_count).map((dossier, index) => ({
      dossier_id: dossier.dossier_id,
      lookup_code: dossier.lookup_code,
      applicant_name: index === 2 ? null : dossier.applicant_name,
      procedure_name: dossier.procedure_name,
      papers: samplePapers(dossier).map((paper) => ({
        ...paper,
        custody: row.state === 'offered' ? ('in_transit' as const) : ('held' as const),
      })),
      outcome: row.state === 'offered' ? null : 'accepted',
      exception: null,
    })),
  };
}
