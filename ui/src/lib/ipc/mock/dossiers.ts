// The sample dossiers of the mock desk as the window sees them: rows, papers, steps.
import type { DossierRow, DossierView, PaperView, TimelineView } from '../bindings';
import { type Sample, SAMPLES } from './dossierSamples';
import { CLERK, ONE_STOP, sampleId } from './names';

function lookupCode(sample: Sample): string {
  const date = sample.at.slice(2, 10).replaceAll('-', '');
  return `${date}02${String(sample.serial + 371).padStart(5, '0')}${(sample.serial * 7) % 10}`;
}

export function sampleRows(): DossierRow[] {
  return SAMPLES.map((sample) => ({
    dossier_id: sampleId(sample.serial),
    lookup_code: lookupCode(sample),
    dossier_code: `H14.01351-${sample.at.slice(2, 10).replaceAll('-', '')}-2${String(sample.serial).padStart(3, '0')}`,
    applicant_name: sample.name,
    birth_year: sample.year,
    id_masked: sample.id,
    procedure_name: sample.procedure,
    received_at: `${sample.at}+07:00`,
    due_at: `${sample.due}+07:00`,
    due_text: sample.dueText,
    status: sample.status[0],
    status_text: sample.status[1],
    holder_text: sample.holder,
    sync: sample.sync,
    slip_pdf: sample.slipPdf ?? true,
  }));
}

export function samplePapers(row: DossierRow): PaperView[] {
  const serial = Number.parseInt(row.dossier_id, 16);
  const base = {
    count: 1,
    custody: 'held',
    holder_text: row.holder_text,
    since: row.received_at,
    place: 'Ngăn B3',
  } as const;
  return [
    {
      ...base,
      paper_id: sampleId(serial * 256 + 1),
      name: 'Tờ khai, đơn theo mẫu',
      form: 'original',
      irreplaceable: false,
      fate: 'submit',
      must_return: false,
    },
    {
      ...base,
      paper_id: sampleId(serial * 256 + 2),
      name: 'Giấy chứng nhận đã cấp',
      form: 'original',
      irreplaceable: true,
      fate: 'amend',
      must_return: true,
    },
    {
      ...base,
      paper_id: sampleId(serial * 256 + 3),
      name: 'Giấy tờ chứng minh',
      form: 'certified_copy',
      irreplaceable: false,
      fate: 'submit',
      must_return: false,
    },
  ];
}

function sampleTimeline(row: DossierRow): TimelineView[] {
  const step = { unit_name: ONE_STOP, struck: false, sync: row.sync, clock: 'trusted' } as const;
  return [
    {
      ...step,
      record_id: sampleId(9003),
      at: '2026-11-20T09:42:10+07:00',
      person_name: null,
      title: 'Máy chủ chưa cho hiệu lực',
      detail: 'chưa có chứng nhận khóa của người ký',
    },
    {
      ...step,
      record_id: sampleId(9002),
      at: '2026-11-20T09:42:00+07:00',
      person_name: CLERK,
      title: 'Đính chính ngày sinh',
      detail: '02/09/1989 → 02/09/1990 · gõ nhầm',
      struck: true,
    },
    {
      ...step,
      record_id: sampleId(9001),
      at: row.received_at,
      person_name: CLERK,
      title: 'Tiếp nhận hồ sơ',
      detail: '1 giấy tờ gốc, 2 giấy tờ khác',
    },
  ];
}

export function sampleDossier(row: DossierRow): DossierView {
  return {
    row,
    applicant: {
      kind: row.birth_year === null ? 'organisation' : 'person',
      name: row.applicant_name,
      id_number: '004190123456',
      id_kind: 'cccd',
      birth: row.birth_year === null ? null : `${row.birth_year}-09-02`,
      sex: 'F',
      address: 'Thôn Đoài, xã Hưng Đạo, tỉnh Cao Bằng',
      phone: '0912345678',
      contact: null,
    },
    submitter: null,
    request: 'Khai sinh cho cháu Trần Minh Khang, sinh 12/11/2026',
    channel_in: 'direct',
    return_channel: 'counter',
    sets: 1,
    papers: samplePapers(row),
    presented: ['Căn cước của người nộp'],
    missing: row.status === 'awaiting_supplement' ? ['Giấy xác nhận nơi cư trú'] : [],
    slip_signed: false,
    timeline: sampleTimeline(row),
    conflicts: [],
    custody_sentence: `1 giấy tờ gốc và 2 giấy tờ khác do ${row.holder_text} giữ, ngăn B3.`,
  };
}
