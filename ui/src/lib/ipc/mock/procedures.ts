// Sample procedures of the mock desk: codes and names of the real list, fees and times marked as
// the notice board gives them, papers shortened. Nothing here is shipped.
import type { ChecklistPaperView, Channel } from '../bindings';
import {
  IDENTITY,
  SAME_DAY,
  sample,
  type SampleProcedure,
  UNKNOWN,
  workingDays,
} from './procedureShapes';

/** As long as the portal's own can be. */
const LONG_FEE = `8.000 đồng/văn bản; ${'mức thu theo nghị quyết của tỉnh, '.repeat(12)}hết mức.`;
const LONG_NOTE = `Khai theo mẫu; ${'ghi rõ nội dung cần xác nhận, '.repeat(60)}hết ghi chú.`;

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
  {
    ...sample(
      '2.002516',
      null,
      'Xác nhận thông tin hộ tịch',
      'Hộ tịch',
      'chưa rõ',
      LONG_FEE,
      UNKNOWN,
      'Xác nhận thông tin',
      [['Tờ khai xác nhận thông tin hộ tịch', { note: LONG_NOTE }]],
    ),
    confidence: 'L',
  },
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
