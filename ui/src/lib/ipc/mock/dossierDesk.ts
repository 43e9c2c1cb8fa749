// The part of the mock desk that opens dossiers: their papers, their steps, what contradicts what,
// and the acts of the office upon them.
import type {
  ConflictView,
  DossierRow,
  DossierView,
  HandoffRow,
  Input,
  PaperView,
  TimelineView,
  WherePapersView,
} from '../bindings';
import { sampleDossier, samplePapers } from './dossiers';
import { CLERK, ONE_STOP, sampleId } from './names';
import { checkPin } from './handoffDesk';
import { type Handlers, SAMPLE_NOW } from './room';

export interface DossierDesk {
  row: (id: string) => DossierRow;
  handoffs: () => readonly HandoffRow[];
  changed: () => void;
}

/** The dossier of the samples that two desks corrected at the same time. */
const CONTRADICTED = sampleId(30);

function sampleConflicts(row: DossierRow): ConflictView[] {
  if (row.dossier_id !== CONTRADICTED) return [];
  const claim = (decision: string, value: string, person_name: string, at: string) => ({
    decision,
    value,
    text: 'Đính chính',
    person_name,
    unit_name: ONE_STOP,
    at,
  });
  return [
    {
      conflict_id: `${sampleId(0xe1)}-${sampleId(0xe2)}`,
      dossier_id: row.dossier_id,
      lookup_code: row.lookup_code,
      title: 'Hai nơi cùng sửa: Ngày sinh',
      detail: '',
      found_at: '2026-11-20T08:15:00+07:00',
      claims: [
        claim(sampleId(0xe1), '1982', CLERK, '2026-11-20T07:58:00+07:00'),
        claim(sampleId(0xe2), '02/09/1981', 'Nông Văn Nam', '2026-11-20T08:15:00+07:00'),
      ],
    },
  ];
}

class Changes {
  readonly steps: TimelineView[] = [];
  readonly papers: PaperView[] = [];
  readonly returned = new Set<string>();
  readonly applicant: Record<string, string> = {};
  slipSigned = false;
  resolved = false;
}

function whereabouts(row: DossierRow, papers: PaperView[], handoffs: readonly HandoffRow[]) {
  const view: WherePapersView = {
    sentence: `1 giấy tờ gốc (Giấy chứng nhận) và 2 giấy tờ khác đang ở ${row.holder_text}, từ 09:41 hôm nay.`,
    as_of: SAMPLE_NOW,
    papers,
    handoffs: handoffs
      .filter((handoff) => handoff.from_text.includes(CLERK))
      .map((handoff) => ({
        handoff_id: handoff.handoff_id,
        number: handoff.number,
        at: handoff.offered_at,
        from_text: handoff.from_text,
        to_text: handoff.to_text,
        paper_count: 3,
        offered_count: 3,
        giver_signed: 'pin',
        taker_signed: handoff.state === 'offered' ? 'none' : 'pin',
        outcome: handoff.state === 'offered' ? null : 'Nhận, có sai lệch (1)',
        sync: handoff.sync,
      })),
    freshness:
      'Theo dữ liệu máy này. Bưu điện văn hóa xã Hưng Đạo gửi lần cuối 07:52; việc sau đó máy này chưa biết.',
  };
  return view;
}

export function mockDossierHandlers(desk: DossierDesk): Handlers {
  const changes = new Map<string, Changes>();
  const changesOf = (id: string): Changes => {
    const found = changes.get(id) ?? new Changes();
    changes.set(id, found);
    return found;
  };
  const papersOf = (row: DossierRow): PaperView[] => {
    const { papers, returned } = changesOf(row.dossier_id);
    return [...samplePapers(row), ...papers].map((paper) =>
      returned.has(paper.paper_id)
        ? { ...paper, custody: 'returned', holder_text: 'Người dân', place: null }
        : paper,
    );
  };
  const open = (id: string): DossierView => {
    const row = desk.row(id);
    const view = sampleDossier(row);
    const { steps, applicant, slipSigned, resolved } = changesOf(id);
    return {
      ...view,
      applicant: { ...view.applicant, ...applicant },
      papers: papersOf(row),
      slip_signed: slipSigned,
      timeline: [...steps.toReversed(), ...view.timeline],
      conflicts: resolved ? [] : sampleConflicts(row),
    };
  };
  const record = (id: string, title: string, detail: string) => {
    const { steps } = changesOf(id);
    steps.push({
      record_id: sampleId(0xf000 + steps.length),
      at: SAMPLE_NOW,
      person_name: CLERK,
      unit_name: ONE_STOP,
      title,
      detail,
      struck: false,
      sync: 'here',
      clock: 'trusted',
    });
    desk.changed();
    return {};
  };
  const become = (id: string, status: string, text: string) => {
    const row = desk.row(id);
    row.status = status;
    row.status_text = text;
  };
  return {
    get_dossier: (form) => open(form.dossier_id),
    where_papers: (form) => {
      const row = desk.row(form.dossier_id);
      return whereabouts(row, papersOf(row), desk.handoffs());
    },
    correct_dossier: (form) => {
      const fields: Record<string, string> = { applicant_name: 'name' };
      changesOf(form.dossier_id).applicant[fields[form.field] ?? form.field] = form.value;
      return record(form.dossier_id, 'Đính chính', form.value);
    },
    cancel_dossier: (form) => {
      become(form.dossier_id, 'cancelled', 'Đã hủy');
      return record(form.dossier_id, 'Hủy hồ sơ', form.reason);
    },
    withdraw_dossier: (form) => {
      become(form.dossier_id, 'withdrawn', 'Người dân rút');
      return record(form.dossier_id, 'Người dân rút hồ sơ', form.reason);
    },
    issue_result: (form) => issue(form),
    return_result: (form) => {
      for (const id of form.papers) changesOf(form.dossier_id).returned.add(id);
      return record(form.dossier_id, 'Trả giấy tờ cho người dân', form.signature);
    },
    record_signed_print: (form) => {
      const handoff = desk.handoffs().find((one) => one.handoff_id === form.handoff_id);
      if (handoff) handoff.minutes_signed = form.signed;
      if (!form.dossier_id) {
        desk.changed();
        return {};
      }
      changesOf(form.dossier_id).slipSigned = form.signed;
      return record(form.dossier_id, 'Ghi bản giấy đã ký', '');
    },
    list_conflicts: () => ({ conflicts: open(CONTRADICTED).conflicts }),
    resolve_conflict: (form) => {
      checkPin(form.pin);
      changesOf(form.dossier_id).resolved = true;
      return record(form.dossier_id, 'Xử lý chỗ mâu thuẫn', form.reason);
    },
  };

  function issue(form: Input<'issue_result'>) {
    const row = desk.row(form.dossier_id);
    const { papers } = changesOf(form.dossier_id);
    papers.push({
      paper_id: sampleId(0xf100 + papers.length),
      name: form.name,
      form: 'result',
      count: 1,
      irreplaceable: true,
      fate: 'compare',
      custody: 'held',
      holder_text: row.holder_text,
      since: SAMPLE_NOW,
      place: null,
      must_return: true,
    });
    become(form.dossier_id, 'result_ready', 'Có kết quả');
    return record(form.dossier_id, 'Có kết quả', form.name);
  }
}
