// Sample procedures of the mock desk: codes and names of the real list, fees and times marked as
// the notice board gives them, papers shortened. Nothing here is shipped.
import type { ChecklistPaperView, Channel, DueView, ProcedureRow } from '../bindings';

interface SampleProcedure extends ProcedureRow {
  papers: ChecklistPaperView[];
  prefill: string;
  due: DueView;
}

type PaperLine = [name: string, ...rest: Partial<Omit<ChecklistPaperView, 'name' | 'line'>>[]];

const SAME_DAY: DueView = {
  due_at: '2026-11-20T17:00:00+07:00',
  due_on: '2026-11-20',
  reasoning: ['Giải quyết trong ngày; nhận trước 15 giờ nên hẹn 17 giờ hôm nay.'],
  unconfirmed: false,
  must_enter: false,
};

function workingDays(count: number, on: string): DueView {
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

const UNKNOWN: DueView = {
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

const IDENTITY: PaperLine = [
  'Giấy tờ tùy thân – xuất trình hoặc cho biết số định danh',
  { originals: 0, required: 'present', fate: 'present' },
];

function sample(
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

export const PROCEDURES: readonly SampleProcedure[] = [
  sample(
    '1.001193',
    'ks',
    'Đăng ký khai sinh',
    'Hộ tịch',
    'trong ngày',
    'miễn',
    SAME_DAY,
    'Khai sinh cho cháu',
    [
      ['Tờ khai đăng ký khai sinh'],
      ['Giấy chứng sinh', { irreplaceable: true }],
      IDENTITY,
      ['Văn bản ủy quyền được chứng thực', { required: 'conditional' }],
    ],
  ),
  sample(
    '1.000894',
    'kh',
    'Đăng ký kết hôn',
    'Hộ tịch',
    'trong ngày',
    'miễn',
    SAME_DAY,
    'Đăng ký kết hôn',
    [
      ['Tờ khai đăng ký kết hôn'],
      ['Giấy xác nhận tình trạng hôn nhân', { required: 'conditional', irreplaceable: true }],
      IDENTITY,
    ],
  ),
  sample(
    '1.000656',
    'kt',
    'Đăng ký khai tử',
    'Hộ tịch',
    'trong ngày',
    'miễn nếu đúng hạn',
    SAME_DAY,
    'Khai tử cho',
    [
      ['Tờ khai đăng ký khai tử'],
      ['Giấy báo tử hoặc giấy tờ thay giấy báo tử', { irreplaceable: true }],
      IDENTITY,
    ],
  ),
  sample(
    '1.004873',
    'hn',
    'Cấp Giấy xác nhận tình trạng hôn nhân',
    'Hộ tịch',
    '3 ngày làm việc',
    'theo HĐND tỉnh',
    workingDays(3, '2026-11-26'),
    'Xác nhận tình trạng hôn nhân để',
    [
      ['Tờ khai cấp Giấy xác nhận tình trạng hôn nhân'],
      [
        'Quyết định ly hôn, trích lục khai tử của vợ hoặc chồng',
        { required: 'conditional', irreplaceable: true, fate: 'compare' },
      ],
      IDENTITY,
    ],
  ),
  sample(
    '2.000635',
    'tl',
    'Cấp bản sao Trích lục hộ tịch, bản sao Giấy khai sinh',
    'Hộ tịch',
    'trong ngày',
    '8.000 đồng/bản sao',
    SAME_DAY,
    'Cấp bản sao',
    [['Tờ khai cấp bản sao trích lục'], IDENTITY],
  ),
  sample(
    '2.000815',
    'ct1',
    'Chứng thực bản sao từ bản chính giấy tờ, văn bản',
    'Chứng thực',
    'trong ngày',
    '2.000 đồng/trang',
    SAME_DAY,
    'Chứng thực bản sao',
    [
      ['Bản chính giấy tờ, văn bản làm cơ sở chứng thực', { irreplaceable: true, fate: 'compare' }],
      ['Bản sao cần chứng thực', { originals: 0, copies: 1 }],
    ],
    false,
  ),
  sample(
    '2.000884',
    'ct2',
    'Chứng thực chữ ký trong các giấy tờ, văn bản',
    'Chứng thực',
    'trong ngày',
    '10.000 đồng/trường hợp',
    SAME_DAY,
    'Chứng thực chữ ký trên',
    [['Giấy tờ, văn bản sẽ ký'], IDENTITY],
    false,
  ),
  sample(
    '1.012796',
    'dd',
    'Đính chính Giấy chứng nhận đã cấp',
    'Đất đai',
    '8 ngày làm việc',
    'miễn',
    workingDays(8, '2026-12-03'),
    'Đính chính thông tin trên Giấy chứng nhận',
    [
      ['Đơn đăng ký biến động (Mẫu 18)'],
      ['Giấy chứng nhận đã cấp', { irreplaceable: true, fate: 'amend' }],
      ['Giấy tờ chứng minh sai sót', { originals: 0, certified_copies: 1 }],
    ],
  ),
  sample(
    '1.001612',
    'hkd',
    'Đăng ký thành lập hộ kinh doanh',
    'Thành lập và hoạt động hộ kinh doanh',
    '3 ngày làm việc',
    'theo HĐND tỉnh',
    workingDays(3, '2026-11-26'),
    'Thành lập hộ kinh doanh',
    [
      ['Giấy đề nghị đăng ký hộ kinh doanh'],
      [
        'Bản sao biên bản họp thành viên hộ gia đình',
        { originals: 0, copies: 1, required: 'conditional' },
      ],
      ['Bản sao văn bản ủy quyền', { originals: 0, copies: 1, required: 'conditional' }],
    ],
  ),
  sample(
    '2.002516',
    null,
    'Xác nhận thông tin hộ tịch',
    'Hộ tịch',
    'chưa rõ',
    '8.000 đồng/văn bản',
    UNKNOWN,
    'Xác nhận thông tin',
    [['Tờ khai xác nhận thông tin hộ tịch']],
  ),
];

/** By post, papers that are shown at the counter come as certified copies. */
export function checklistFor(procedure: SampleProcedure, channel: Channel): ChecklistPaperView[] {
  if (channel !== 'post') return procedure.papers;
  return procedure.papers.map((paper) =>
    paper.fate === 'present'
      ? {
          ...paper,
          name: 'Bản sao chứng thực giấy tờ tùy thân',
          certified_copies: 1,
          required: 'yes',
          fate: 'submit',
        }
      : paper,
  );
}
