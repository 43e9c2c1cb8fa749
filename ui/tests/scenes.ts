// Every screen and every dialog of the desk, each with the way by which a clerk comes to it: for what
// must hold everywhere. A scene leaves the desk where it can be looked at.
import { expect } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { MockDesk, MockOptions } from '$lib/ipc/mock/desk';
import { sampleAlarms } from '$lib/ipc/mock/sync';
import { CommandError } from '$lib/ipc/transport';

export interface Scene {
  name: string;
  options?: MockOptions;
  /** Narrower than usual, so that what lies beside the form is behind a button. */
  narrow?: boolean;
  open?: (desk: MockDesk) => Promise<void>;
}

const keyboard = (keys: string) => userEvent.keyboard(keys);
const grid = (name: string) => page.getByRole('grid', { name });
const press = (name: string | RegExp) => page.getByRole('button', { name }).first().click();
const label = (name: string | RegExp) => page.getByLabelText(name).first();
const there = (text: string | RegExp) => expect.element(page.getByText(text).first()).toBeVisible();

async function dialogIs(name: string | RegExp) {
  await expect.element(page.getByRole('dialog', { name })).toBeVisible();
}

async function tile(name: RegExp) {
  await expect.element(page.getByRole('button', { name: /Vũ Thị Lan/ })).toHaveFocus();
  await press(name);
}

async function pickBirth() {
  await label('Họ, chữ đệm và tên').fill('Nguyễn Thị Phượng');
  await page.getByRole('combobox', { name: /^Thủ tục/ }).fill('ks');
  await expect.element(page.getByRole('option', { name: /^ks / })).toBeVisible();
  await keyboard('{Enter}');
  await expect.element(page.getByRole('checkbox').first()).toHaveFocus();
}

async function receive() {
  await pickBirth();
  await expect.element(page.getByRole('button', { name: 'Vẫn lập mới' })).toBeVisible();
  await press('Vẫn lập mới');
  await page.getByRole('checkbox').first().click();
  await keyboard('0{F9}');
  await expect.element(page.getByRole('button', { name: 'Hủy việc vừa xong' })).toBeVisible();
}

async function find(text = 'phuong ngu') {
  await keyboard(`{F3}${text}`);
  await expect.element(grid('Hồ sơ tìm thấy')).toBeVisible();
}

async function dossier(text?: string) {
  await find(text);
  await keyboard('{Enter}');
  await expect.element(grid('Diễn biến')).toHaveFocus();
}

async function drawUp() {
  await keyboard('{F4}');
  await expect.element(grid('Chờ bàn giao')).toHaveFocus();
  await keyboard(' ');
}

async function offer() {
  await drawUp();
  await label('Số tập giấy đếm được').fill('1');
  await keyboard('{F9}');
  await expect.element(label(/^Mã PIN của/)).toHaveFocus();
}

async function incoming() {
  await keyboard('{F4}{Alt>}h{/Alt}');
  await expect.element(grid('Phiếu giao đến')).toHaveFocus();
  await keyboard('{Enter}');
  await expect.element(grid('Giấy tờ trên phiếu')).toHaveFocus();
}

async function outgoing() {
  await keyboard('{F4}{Alt>}d{/Alt}');
  await expect.element(grid('Phiếu đã giao')).toHaveFocus();
  await keyboard('{Enter}');
  await there('Chưa ai ký nhận.');
}

async function queue() {
  await keyboard('{Alt>}[Digit8]{/Alt}');
  await expect.element(page.getByRole('heading', { name: /Đồng bộ|Hàng đợi/ })).toBeVisible();
}

async function menu() {
  await keyboard('{F1}');
  await expect.element(page.getByRole('button', { name: 'Đổi mã PIN' })).toBeVisible();
}

const LOCKED = { state: 'locked' } as const;

export const SCENES: readonly Scene[] = [
  { name: 'Ghi danh: mã', options: { state: 'not_enrolled' } },
  { name: 'Ghi danh: sáu từ', options: { state: 'awaiting_approval' } },
  {
    name: 'Ghi danh: chờ duyệt',
    options: { state: 'awaiting_approval' },
    open: () => press('Sáu từ giống nhau'),
  },
  { name: 'Đăng nhập', options: { ...LOCKED, sync: 'never', training: true } },
  { name: 'Đăng nhập: mã PIN', options: LOCKED, open: () => tile(/Vũ Thị Lan/) },
  { name: 'Kích hoạt', options: LOCKED, open: () => tile(/Nông Văn Nam/) },
  {
    name: 'Xác nhận tạm',
    options: LOCKED,
    open: async () => {
      await tile(/Nông Văn Nam/);
      await press(/^Không có mạng/);
    },
  },
  {
    name: 'Mở lại lượt nhập',
    options: LOCKED,
    open: async () => {
      await tile(/Lý A Páo/);
      await press('Người phụ trách mở lại lượt nhập');
    },
  },
  {
    name: 'Quên mã PIN',
    options: LOCKED,
    open: async () => {
      await tile(/Vũ Thị Lan/);
      await press('Quên mã PIN');
    },
  },
  { name: 'Tiếp nhận: trống' },
  {
    name: 'Tiếp nhận: thủ tục chưa xác nhận, phí và ghi chú dài',
    open: async () => {
      await page.getByRole('combobox', { name: /^Thủ tục/ }).fill('xac nhan thong tin');
      await expect.element(page.getByRole('option', { name: /Xác nhận thông tin/ })).toBeVisible();
      await keyboard('{Enter}');
      await expect.element(page.getByRole('checkbox').first()).toHaveFocus();
      await there('chưa xác nhận');
    },
  },
  {
    name: 'Tiếp nhận: hai người, giấy tờ, trùng',
    open: async () => {
      await label('Số định danh').fill('0041');
      await keyboard('{Alt>}n{/Alt}');
      await pickBirth();
      await there(/vừa nộp|đã nộp/);
      await keyboard('+');
      await expect.element(page.getByRole('textbox', { name: /bản chính/i })).toHaveFocus();
    },
  },
  {
    name: 'Tiếp nhận: thêm giấy tờ',
    open: async () => {
      await pickBirth();
      await press('Thêm giấy tờ');
    },
  },
  {
    name: 'Tiếp nhận: danh sách thủ tục',
    open: async () => {
      await page.getByRole('combobox', { name: /^Thủ tục/ }).fill('chung thuc');
      await expect.element(page.getByRole('listbox').getByRole('option').first()).toBeVisible();
    },
  },
  {
    name: 'Tiếp nhận: tổ chức, còn trống',
    open: async () => {
      await label('Tổ chức, hộ kinh doanh').click();
      await keyboard('{F9}');
      await expect.element(page.getByRole('alert').first()).toBeVisible();
    },
  },
  { name: 'Tiếp nhận: vừa xong', open: receive },
  {
    name: 'Tiếp nhận: bên cạnh',
    narrow: true,
    open: async () => {
      await label('Số định danh').fill('004190123456');
      await press(/^Vừa tiếp nhận|^Người này/);
      const found = page.getByRole('dialog').getByText(/^Hồ sơ của người này/);
      await expect.element(found).toBeVisible();
    },
  },
  {
    name: 'Hỏi: nhập dở từ trước',
    options: LOCKED,
    open: async (desk) => {
      desk.draft = { version: 1, act_id: 'd1'.padStart(32, '0') };
      await tile(/Vũ Thị Lan/);
      await keyboard('135790');
      await expect.element(page.getByRole('dialog')).toBeVisible();
    },
  },
  {
    name: 'Hỏi: thiếu giấy tờ',
    open: async () => {
      await pickBirth();
      await keyboard('2{F9}');
      await dialogIs('Còn thiếu giấy tờ');
    },
  },
  {
    name: 'Hỏi: tự hẹn ngày trả',
    open: async () => {
      await pickBirth();
      await keyboard('{Alt>}h{/Alt}');
      await expect.element(page.getByRole('dialog')).toBeVisible();
      await keyboard('{F9}');
    },
  },
  {
    name: 'Hỏi: bỏ phần vừa nhập',
    open: async () => {
      await label('Họ, chữ đệm và tên').fill('Trần Văn Bình');
      await keyboard('{Escape}');
      await expect.element(page.getByRole('dialog')).toBeVisible();
    },
  },
  {
    name: 'Hỏi: hủy việc vừa xong',
    open: async () => {
      await receive();
      await press('Hủy việc vừa xong');
      await dialogIs('Hủy việc vừa xong?');
    },
  },
  {
    name: 'Khóa màn hình',
    open: async () => {
      await label('Họ, chữ đệm và tên').fill('Trần Văn Bình');
      await keyboard('{Control>}l{/Control}');
      await expect.element(label(/Mã PIN của Vũ Thị Lan/)).toHaveFocus();
    },
  },
  { name: 'Người dùng và phím tắt', open: menu },
  {
    name: 'Đổi mã PIN',
    open: async () => {
      await menu();
      await press('Đổi mã PIN');
      await keyboard('135{F9}');
    },
  },
  {
    name: 'Tìm nhanh',
    open: async () => {
      await keyboard('{Control>}k{/Control}phuong');
      await there('Nguyễn Thị Phượng');
    },
  },
  { name: 'Tra cứu: thấy', open: () => find('thi') },
  {
    name: 'Tra cứu: không thấy',
    open: async () => {
      await keyboard('{F3}pham van xyz');
      await there(/Không thấy/);
    },
  },
  { name: 'Chi tiết hồ sơ', open: () => dossier() },
  { name: 'Chi tiết hồ sơ: còn thiếu giấy tờ', open: () => dossier('nong thi lien') },
  {
    name: 'Đính chính',
    open: async () => {
      await dossier();
      await keyboard('{Alt>}c{/Alt}');
      await label('Chỗ cần sửa').selectOptions('Ngày hẹn trả');
      await label('Vì sao').selectOptions('khác');
      await keyboard('{F9}');
    },
  },
  {
    name: 'Hủy hồ sơ',
    open: async () => {
      await dossier();
      await keyboard('{Alt>}x{/Alt}{F9}');
    },
  },
  {
    name: 'Người dân rút hồ sơ',
    open: async () => {
      await dossier();
      await keyboard('{Alt>}r{/Alt}');
    },
  },
  {
    name: 'Có kết quả',
    open: async () => {
      await dossier();
      await keyboard('{Alt>}q{/Alt}');
    },
  },
  {
    name: 'Trả giấy tờ',
    open: async () => {
      await dossier();
      await keyboard('{F6}');
      await label('Người nhận').selectOptions('Người khác, có giấy ủy quyền');
      await label('Điểm chỉ').click();
      await keyboard('{F9}');
    },
  },
  {
    name: 'Xử lý mâu thuẫn',
    open: async () => {
      await dossier('pham van tu');
      await press('Xem và xử lý');
      await keyboard('{F9}');
    },
  },
  {
    name: 'Giấy tờ đang ở đâu',
    open: async () => {
      await find();
      await keyboard('{Control>}g{/Control}');
      await expect.element(grid('Các lần giao nhận')).toHaveFocus();
    },
  },
  { name: 'Bàn giao: lập phiếu', open: drawUp },
  {
    name: 'Bàn giao: từng giấy tờ',
    open: async () => {
      await drawUp();
      await keyboard('{Enter}');
      await dialogIs(/Giấy tờ giao đi/);
    },
  },
  {
    name: 'Bàn giao: phiếu đang lập bên cạnh',
    narrow: true,
    open: async () => {
      await drawUp();
      await press(/^Phiếu: /);
      await expect.element(page.getByRole('dialog')).toBeVisible();
    },
  },
  {
    name: 'Bàn giao: ký giao',
    open: async () => {
      await offer();
      await keyboard('000000{F9}');
      await there(/Mã PIN chưa đúng/);
    },
  },
  {
    name: 'Bàn giao: đã giao, chờ ký nhận',
    open: async () => {
      await offer();
      await keyboard('135790{F9}');
      await there(/Đã giao phiếu/);
    },
  },
  {
    name: 'Bàn giao: phiếu đến',
    open: async () => {
      await keyboard('{F4}{Alt>}h{/Alt}');
      await expect.element(grid('Phiếu giao đến')).toHaveFocus();
    },
  },
  {
    name: 'Nhận: đếm',
    open: async () => {
      await incoming();
      await keyboard('123{F9}');
    },
  },
  {
    name: 'Nhận: ký nhận',
    open: async () => {
      await incoming();
      await keyboard('000');
      await label('Số tập giấy đếm được').fill('3');
      await keyboard('{F9}');
      await expect.element(label(/^Mã PIN của/)).toHaveFocus();
    },
  },
  {
    name: 'Nhận: từ chối',
    open: async () => {
      await incoming();
      await keyboard('{Alt>}t{/Alt}{F9}');
    },
  },
  {
    name: 'Nhận: rời phiếu đang đếm',
    open: async () => {
      await incoming();
      await keyboard('1{Escape}');
      await dialogIs('Rời phiếu đang đếm?');
    },
  },
  {
    name: 'Nhận: đã ký',
    open: async () => {
      await incoming();
      await keyboard('000');
      await label('Số tập giấy đếm được').fill('3');
      await keyboard('{F9}');
      await expect.element(label(/^Mã PIN của/)).toHaveFocus();
      await keyboard('135790{F9}');
      await there(/Đã ký nhận phiếu/);
    },
  },
  {
    name: 'Bên nhận ký trên máy bên giao',
    open: async () => {
      await outgoing();
      await keyboard('{Alt>}p{/Alt}');
      await expect.element(grid('Giấy tờ trên phiếu')).toHaveFocus();
      await keyboard('{Alt>}t{/Alt}');
      await expect.element(label('Người ký')).toHaveFocus();
    },
  },
  {
    name: 'Rút lại phiếu',
    open: async () => {
      await outgoing();
      await keyboard('{Alt>}r{/Alt}');
      await expect.element(label('Lý do')).toHaveFocus();
    },
  },
  {
    name: 'Đồng bộ: cảnh báo, bị trả lại',
    options: { sync: 'sent_back' },
    open: async (desk) => {
      desk.alarms = [
        ...sampleAlarms().slice(0, 1),
        ...sampleAlarms()
          .slice(1)
          .map((alarm) => ({ ...alarm, seen_at: alarm.raised_at, seen_by: 'Vũ Thị Lan' })),
      ];
      desk.tell('sync');
      await queue();
      await press(/^Hiện cảnh báo đã xem/);
    },
  },
  { name: 'Đồng bộ: lâu chưa gửi', options: { sync: 'long_offline' }, open: queue },
  {
    name: 'Không đọc được danh sách',
    open: async (desk) => {
      desk.failures.set('get_dossier', new CommandError('unexpected', 'Có lỗi ngoài dự kiến.'));
      await find();
      await keyboard('{Enter}');
      await there('Thử lại');
    },
  },
];
