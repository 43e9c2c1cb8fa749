// The dossiers of the mock desk: one Friday in xã Hưng Đạo, newest first. The people are invented.
import type { SyncState } from '../bindings';
import { CLERK, POST } from './names';

type Status = [status: string, text: string];
const RECEIVED: Status = ['received', 'Đã tiếp nhận'];
const IN_PROGRESS: Status = ['in_progress', 'Đang giải quyết'];
const RESULT: Status = ['result_ready', 'Có kết quả'];
const RETURNED: Status = ['returned', 'Đã trả kết quả'];
const OVERDUE: Status = ['overdue', 'Quá hạn 1 ngày'];
const SUPPLEMENT: Status = ['awaiting_supplement', 'Chờ bổ sung'];
const CANCELLED: Status = ['cancelled', 'Đã hủy'];

export interface Sample {
  serial: number;
  at: string;
  name: string;
  year: number | null;
  id: string | null;
  procedure: string;
  due: string;
  dueText: string;
  status: Status;
  holder: string;
  sync: SyncState;
  slipPdf?: boolean;
}

export const SAMPLES: readonly Sample[] = [
  {
    serial: 41,
    at: '2026-11-20T09:41:00',
    name: 'Trần Văn Bình',
    year: 1971,
    id: '0040••••1204',
    procedure: 'Chứng thực chữ ký trong các giấy tờ, văn bản',
    due: '2026-11-20T17:00:00',
    dueText: '17 giờ hôm nay',
    status: RECEIVED,
    holder: CLERK,
    sync: 'here',
  },
  {
    serial: 40,
    at: '2026-11-20T09:33:00',
    name: 'Lê Thị Hạnh',
    year: 1986,
    id: '0041••••7719',
    procedure: 'Đăng ký khai tử',
    due: '2026-11-20T17:00:00',
    dueText: '17 giờ hôm nay',
    status: RECEIVED,
    holder: CLERK,
    sync: 'here',
    slipPdf: false,
  },
  {
    serial: 39,
    at: '2026-11-20T09:12:00',
    name: 'Nguyễn Thị Phượng',
    year: 1990,
    id: '0041••••3456',
    procedure: 'Đăng ký khai sinh',
    due: '2026-11-20T17:00:00',
    dueText: '17 giờ hôm nay',
    status: RECEIVED,
    holder: CLERK,
    sync: 'here',
  },
  {
    serial: 38,
    at: '2026-11-20T08:55:00',
    name: 'Đặng Thị Đường',
    year: 1958,
    id: '0041••••0087',
    procedure: 'Đính chính Giấy chứng nhận đã cấp',
    due: '2026-12-03T17:00:00',
    dueText: 'còn 8 ngày làm việc',
    status: RECEIVED,
    holder: POST,
    sync: 'here',
  },
  {
    serial: 37,
    at: '2026-11-20T08:31:00',
    name: 'Dương Văn Páo',
    year: 1999,
    id: '0040••••5521',
    procedure: 'Đăng ký kết hôn',
    due: '2026-11-20T17:00:00',
    dueText: '17 giờ hôm nay',
    status: IN_PROGRESS,
    holder: 'Văn phòng HĐND và UBND',
    sync: 'sending',
  },
  {
    serial: 36,
    at: '2026-11-20T07:48:00',
    name: 'Lý A Páo',
    year: 1994,
    id: '0040••••6630',
    procedure: 'Cấp bản sao Trích lục hộ tịch, bản sao Giấy khai sinh',
    due: '2026-11-20T17:00:00',
    dueText: '17 giờ hôm nay',
    status: RESULT,
    holder: CLERK,
    sync: 'received',
  },
  {
    serial: 35,
    at: '2026-11-19T16:20:00',
    name: 'Công ty TNHH Thương mại và Dịch vụ Nông lâm sản Hưng Đạo Cao Bằng',
    year: null,
    id: '4800••••12',
    procedure: 'Đăng ký thành lập hộ kinh doanh',
    due: '2026-11-25T17:00:00',
    dueText: 'còn 2 ngày làm việc',
    status: IN_PROGRESS,
    holder: 'Phòng Kinh tế',
    sync: 'safe',
  },
  {
    serial: 34,
    at: '2026-11-19T14:05:00',
    name: 'Nông Thị Liên',
    year: 1979,
    id: '0041••••2277',
    procedure: 'Cấp Giấy xác nhận tình trạng hôn nhân',
    due: '2026-11-25T17:00:00',
    dueText: 'còn 2 ngày làm việc',
    status: SUPPLEMENT,
    holder: CLERK,
    sync: 'safe',
  },
  {
    serial: 33,
    at: '2026-11-19T10:15:00',
    name: 'Hoàng Thị Ngọc Ánh Tuyết Băng Thanh Trúc Phương',
    year: 2001,
    id: '0043••••9014',
    procedure: 'Chứng thực bản sao từ bản chính giấy tờ, văn bản',
    due: '2026-11-19T17:00:00',
    dueText: 'quá hạn 1 ngày',
    status: OVERDUE,
    holder: CLERK,
    sync: 'safe',
  },
  {
    serial: 32,
    at: '2026-11-18T09:02:00',
    name: 'Triệu Mùi Nhất',
    year: 1963,
    id: '0041••••4402',
    procedure: 'Đăng ký khai sinh',
    due: '2026-11-18T17:00:00',
    dueText: 'đã trả 18/11',
    status: RETURNED,
    holder: 'người dân',
    sync: 'safe',
  },
  {
    serial: 31,
    at: '2026-11-18T08:20:00',
    name: 'Y',
    year: 1988,
    id: null,
    procedure: 'Đăng ký khai tử',
    due: '2026-11-18T17:00:00',
    dueText: 'đã hủy',
    status: CANCELLED,
    holder: 'người dân',
    sync: 'safe',
  },
  {
    serial: 30,
    at: '2026-11-17T15:40:00',
    name: 'Phạm Văn Tú',
    year: 1982,
    id: '0040••••8181',
    procedure: 'Đính chính Giấy chứng nhận đã cấp',
    due: '2026-11-30T17:00:00',
    dueText: 'còn 5 ngày làm việc',
    status: IN_PROGRESS,
    holder: 'Phòng Kinh tế',
    sync: 'quarantined',
  },
];
