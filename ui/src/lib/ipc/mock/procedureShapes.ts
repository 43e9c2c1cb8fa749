// How a sample procedure of the mock desk is written down: its papers, its time, its answer.
import type { ChecklistPaperView, DueView, ProcedureRow } from '../bindings';

export interface SampleProcedure extends ProcedureRow {
  papers: ChecklistPaperView[];
  prefill: string;
  due: DueView;
}

export type PaperLine = [
  name: string,
  ...rest: Partial<Omit<ChecklistPaperView, 'name' | 'line'>>[],
];

export const SAME_DAY: DueView = {
  due_at: '2026-11-20T17:00:00+07:00',
  due_on: '2026-11-20',
  reasoning: ['Giải quyết trong ngày; nhận trước 15 giờ nên hẹn 17 giờ hôm nay.'],
  unconfirmed: false,
  must_enter: false,
};

export function workingDays(count: number, on: string): DueView {
  return {
    due_at: `${on}T17:00:00+07:00`,
    due_on: on,
    reasoning: [
      `${count} ngày làm việc, không tính ngày nhận 20/11.`,
      'Bỏ thứ Bảy, Chủ nhật và ngày nghỉ 24/11.',
    ],
    unconfirmed: false,
    must_enter: false,
  };
}

export const UNKNOWN: DueView = {
  due_at: null,
  due_on: null,
  reasoning: ['Danh mục chưa ghi thời hạn của thủ tục này.'],
  unconfirmed: false,
  must_enter: true,
};

function papers(...lines: PaperLine[]): ChecklistPaperView[] {
  return lines.map(([name, rest], index) => ({
    line: index + 1,
    name,
    originals: 1,
    certified_copies: 0,
    copies: 0,
    required: 'yes',
    irreplaceable: false,
    fate: 'submit',
    note: null,
    ...rest,
  }));
}

export const IDENTITY: PaperLine = [
  'Giấy tờ tùy thân – xuất trình hoặc cho biết số định danh',
  { originals: 0, required: 'present', fate: 'present' },
];

export function sample(
  code: string,
  short: string | null,
  name: string,
  sector: string,
  time: string,
  fee: string,
  due: DueView,
  prefill: string,
  lines: PaperLine[],
  postal = true,
): SampleProcedure {
  const list = papers(...lines);
  return {
    code,
    short_code: short,
    name,
    sector,
    postal_in: postal,
    presence: postal ? 'not_needed' : 'at_filing',
    time_text: time,
    fee_text: fee,
    paper_count: list.length,
    confidence: 'H',
    papers: list,
    prefill,
    due,
  };
}
