// Receiving at the counter, by keyboard alone, from an empty form to the next citizen.
import { tick } from 'svelte';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { ReceiveDossierForm } from '$lib/ipc/bindings';
import type { MockDesk } from '$lib/ipc/mock/desk';
import { KEEP_AFTER_MS } from '$lib/dossier/draftKeeper.svelte';
import { CommandError, UNEXPECTED } from '$lib/ipc/transport';
import { expectAccessible, expectNothingCut, openDesk, resize, SIZES, SMALLEST } from './openDesk';

const keyboard = (keys: string) => userEvent.keyboard(keys);
const field = (name: string | RegExp) => page.getByLabelText(name, { exact: true }).first();
const procedure = () => page.getByRole('combobox', { name: /^Thủ tục/ });
const paper = (name: string) => page.getByRole('checkbox', { name });

function received(desk: MockDesk): ReceiveDossierForm[] {
  return desk.calls
    .filter((call) => call.command === 'receive_dossier')
    .map((call) => call.input as ReceiveDossierForm);
}

/** Types a person the way the fields follow each other under Enter. */
async function typePerson(name = 'Trần Văn Bình') {
  await expect.element(field('Số định danh')).toHaveFocus();
  await keyboard(
    `004071001204{Enter}${name}{Enter}2/9/71{Enter}{Enter}Thôn Đoài{Enter}0912345678{Enter}{Enter}`,
  );
  await expect.element(procedure()).toHaveFocus();
}

async function pickProcedure(shortCode: string, firstPaper: string) {
  await keyboard(shortCode);
  await expect
    .element(page.getByRole('option', { name: new RegExp(`^${shortCode} `) }))
    .toBeVisible();
  const chosen = () =>
    document.querySelector('[popover] [aria-selected=true]')?.textContent?.trim();
  await expect.poll(chosen).toMatch(new RegExp(`^${shortCode}`));
  await keyboard('{Enter}');
  await expect.element(paper(firstPaper)).toHaveFocus();
}

/** From anywhere in the form. */
async function pickProcedureAt(shortCode: string, firstPaper: string) {
  await procedure().click();
  await pickProcedure(shortCode, firstPaper);
}

const receiveBirth = async () => {
  await typePerson();
  await pickProcedure('ks', 'Tờ khai đăng ký khai sinh');
  await keyboard('0{F9}');
};

describe('a citizen hands in a birth registration', () => {
  test('by keyboard alone, and the next one finds an empty form', async () => {
    const desk = await openDesk();
    await receiveBirth();
    await expect
      .element(page.getByText(/Đã tiếp nhận 26112002\d+ – hẹn 17 giờ hôm nay/))
      .toBeVisible();
    await expect.element(field('Số định danh')).toHaveFocus();
    await expect.element(field('Họ, chữ đệm và tên')).toHaveValue('');
    const [form] = received(desk);
    expect(form?.applicant).toMatchObject({
      kind: 'person',
      name: 'Trần Văn Bình',
      id_number: '004071001204',
      birth: '1971-09-02',
      address: 'Thôn Đoài',
      phone: '0912345678',
    });
    expect(form).toMatchObject({
      procedure_code: '1.001193',
      channel_in: 'direct',
      return_channel: 'counter',
      sets: 1,
      missing: [],
      due_at: null,
      submitter: null,
    });
    expect(form?.papers.map((one) => one.fate)).toEqual(['submit', 'submit', 'present']);
    expect(form?.act_id).toMatch(/^[0-9a-f]{32}$/);
  });

  test('Ctrl+D begins another dossier of the same person, and only with an empty form', async () => {
    const desk = await openDesk();
    await keyboard('{Control>}d{/Control}');
    await receiveBirth();
    await expect.element(page.getByText(/Đã tiếp nhận 26112002/)).toBeVisible();
    await keyboard('{Control>}d{/Control}');
    await expect.element(procedure()).toHaveFocus();
    await expect.element(field('Họ, chữ đệm và tên')).toHaveValue('Trần Văn Bình');
    await field('Họ, chữ đệm và tên').fill('Trần Văn Bình Minh');
    await keyboard('{Control>}d{/Control}');
    await expect.element(field('Họ, chữ đệm và tên')).toHaveValue('Trần Văn Bình Minh');
    await field('Họ, chữ đệm và tên').fill('Trần Văn Bình');
    await procedure().click();
    await pickProcedure('kh', 'Tờ khai đăng ký kết hôn');
    await keyboard('0{F9}');
    await expect.poll(() => received(desk)).toHaveLength(2);
    const [first, second] = received(desk);
    expect(second?.applicant).toEqual(first?.applicant);
    expect(second?.act_id).not.toBe(first?.act_id);
    expect(second?.procedure_code).not.toBe(first?.procedure_code);
  });

  test('the slip is made by itself, and one that cannot be made is said so', async () => {
    const desk = await openDesk();
    await receiveBirth();
    await expect.element(page.getByText(/Đã tạo PDF giấy hẹn/)).toBeVisible();
    expect(desk.calls.filter((call) => call.command === 'print_receipt')).toHaveLength(1);
    desk.failures.set('print_receipt', new CommandError(UNEXPECTED, 'Có lỗi ngoài dự kiến.'));
    await receiveBirth();
    await expect
      .element(page.getByRole('alert').getByText(/Chưa tạo được PDF giấy hẹn/))
      .toBeVisible();
  });

  test('an e-mail is kept as it was typed; one that cannot be stops the work', async () => {
    const desk = await openDesk();
    await typePerson();
    await field(/^Email/).fill('bình@vidu.vn');
    await pickProcedureAt('ks', 'Tờ khai đăng ký khai sinh');
    await keyboard('0{F9}');
    await expect.element(field(/^Email/)).toHaveFocus();
    await expect
      .element(page.getByRole('link', { name: /Email phải là chữ không dấu/ }))
      .toBeVisible();
    expect(received(desk)).toHaveLength(0);
    await keyboard('binh@vidu.vn{F9}');
    await expect.poll(() => received(desk)).toHaveLength(1);
    expect(received(desk)[0]?.applicant.email).toBe('binh@vidu.vn');
  });

  test('a birth date that does not exist stops the work and stays as it was typed', async () => {
    const desk = await openDesk();
    await typePerson();
    await pickProcedure('ks', 'Tờ khai đăng ký khai sinh');
    await field('Ngày sinh').fill('31/02/1995');
    await keyboard('{F9}');
    await expect.element(field('Ngày sinh')).toHaveFocus();
    await expect.element(field('Ngày sinh')).toHaveValue('31/02/1995');
    await expect
      .element(page.getByRole('link', { name: /Không có ngày 31\/02\/1995/ }))
      .toBeVisible();
    expect(received(desk)).toHaveLength(0);
  });

  test('Ctrl+Enter does what F9 does, and every dossier is an act of its own', async () => {
    const desk = await openDesk();
    await receiveBirth();
    await typePerson('Lê Thị Hạnh');
    await pickProcedure('kh', 'Tờ khai đăng ký kết hôn');
    await keyboard('0{Control>}{Enter}{/Control}');
    await expect.poll(() => received(desk).length).toBe(2);
    expect(new Set(received(desk).map((form) => form.act_id)).size).toBe(2);
  });

  test('a retry after a failure is the same act and makes one dossier', async () => {
    const desk = await openDesk();
    desk.failures.set(
      'receive_dossier',
      new CommandError('not_saved', 'Chưa lưu được: ổ đĩa báo lỗi.'),
    );
    await receiveBirth();
    await expect.element(page.getByText('Chưa lưu được: ổ đĩa báo lỗi.')).toBeVisible();
    await expect.element(field('Họ, chữ đệm và tên')).toHaveValue('Trần Văn Bình');
    await keyboard('{F9}');
    await expect.element(page.getByText(/Đã tiếp nhận/)).toBeVisible();
    const acts = received(desk).map((form) => form.act_id);
    expect(acts.length).toBe(2);
    expect(new Set(acts).size).toBe(1);
  });

  test('its draft with the act id is kept before it is sent', async () => {
    const desk = await openDesk();
    await receiveBirth();
    await expect.poll(() => received(desk).length).toBe(1);
    const order = desk.calls.map((call) => call.command);
    const saved = order.lastIndexOf('save_draft', order.indexOf('receive_dossier'));
    expect(saved).toBeGreaterThanOrEqual(0);
    const kept = desk.calls[saved]?.input as { draft: { act_id: string } };
    expect(kept.draft.act_id).toBe(received(desk)[0]?.act_id);
    await expect.poll(() => desk.countOf('discard_draft')).toBe(1);
  });
});

describe('what was just received', () => {
  test('may be taken back with a reason', async () => {
    const desk = await openDesk();
    await receiveBirth();
    await page.getByRole('button', { name: 'Hủy việc vừa xong' }).click();
    await expect
      .element(page.getByText(/Hủy hồ sơ của Trần Văn Bình tiếp nhận 09:42/))
      .toBeVisible();
    await expect.element(page.getByRole('button', { name: /Quay lại/ })).toHaveFocus();
    await field('Lý do').fill('nhập nhầm người');
    await keyboard('{F9}');
    await expect.element(page.getByText(/Đã hủy hồ sơ 26112002/)).toBeVisible();
    expect(desk.countOf('cancel_dossier')).toBe(1);
    await expect
      .element(page.getByRole('button', { name: 'Hủy việc vừa xong' }))
      .not.toBeInTheDocument();
  });

  test('is never what another desk sent in a moment later', async () => {
    const desk = await openDesk();
    await receiveBirth();
    await expect.element(page.getByText(/Đã tạo PDF giấy hẹn/)).toBeVisible();
    const own = desk.rows[0]?.dossier_id;
    const [later] = desk.rows.slice(1);
    if (later) desk.rows = [{ ...later, dossier_id: 'd'.repeat(32) }, ...desk.rows];
    desk.tell('dossiers');
    await keyboard('{Control>}p{/Control}');
    await expect.poll(() => desk.countOf('print_receipt')).toBe(2);
    const printed = desk.calls.filter((call) => call.command === 'print_receipt');
    expect(printed.map((call) => call.input)).toEqual([
      { dossier_id: own, paper: 'a5' },
      { dossier_id: own, paper: 'a5' },
    ]);
    const recent = page.getByRole('region', { name: 'Vừa tiếp nhận' });
    expect(recent.element().querySelectorAll('li')).toHaveLength(1);
    await page.getByRole('button', { name: 'Hủy việc vừa xong' }).click();
    await field('Lý do').fill('nhập nhầm người');
    await keyboard('{F9}');
    await expect.poll(() => desk.countOf('cancel_dossier')).toBe(1);
    const cancelled = desk.calls.findLast((call) => call.command === 'cancel_dossier');
    expect(cancelled?.input).toMatchObject({ dossier_id: own });
  });

  test('Ctrl+G tells where its papers are; a row under the focus goes first', async () => {
    const desk = await openDesk();
    await receiveBirth();
    await expect.element(page.getByText(/Đã tạo PDF giấy hẹn/)).toBeVisible();
    const first = desk.rows[0]?.dossier_id;
    await typePerson('Lê Thị Hạnh');
    await pickProcedure('kh', 'Tờ khai đăng ký kết hôn');
    await keyboard('0{F9}');
    await expect.poll(() => received(desk).length).toBe(2);
    const asked = () => desk.calls.findLast((call) => call.command === 'where_papers')?.input;
    await expect.element(field('Số định danh')).toHaveFocus();
    await keyboard('{Control>}g{/Control}');
    await expect.poll(asked).toEqual({ dossier_id: desk.rows[0]?.dossier_id });
    await keyboard('{Escape}');
    const recent = page.getByRole('region', { name: 'Vừa tiếp nhận' });
    const row = recent.getByRole('button', { name: /Trần Văn Bình/ });
    await expect.element(row).toBeVisible();
    (row.element() as HTMLElement).focus();
    await keyboard('{Control>}g{/Control}');
    await expect.poll(asked).toEqual({ dossier_id: first });
  });

  test('is nothing before anything was received at this window', async () => {
    const desk = await openDesk();
    await expect.element(page.getByText(/Chưa tiếp nhận hồ sơ nào/)).toBeVisible();
    await keyboard('{Control>}p{/Control}');
    expect(page.getByRole('button', { name: 'Hủy việc vừa xong' }).elements()).toEqual([]);
    expect(desk.countOf('print_receipt')).toBe(0);
  });
});

describe('the papers', () => {
  beforeEach(async () => {
    await openDesk();
    await typePerson();
    await pickProcedure('ks', 'Tờ khai đăng ký khai sinh');
  });

  test('digits tick lines, 0 ticks what everybody brings', async () => {
    await keyboard('2');
    await expect.element(paper('Giấy chứng sinh')).toBeChecked();
    await expect
      .element(page.getByText('Giấy tờ: 1 giấy tờ gốc, 0 giấy tờ khác, 0 xuất trình'))
      .toBeVisible();
    await keyboard('20');
    await expect
      .element(page.getByText('Giấy tờ: 1 giấy tờ gốc, 1 giấy tờ khác, 1 xuất trình'))
      .toBeVisible();
    await expect.element(paper('Văn bản ủy quyền được chứng thực')).not.toBeChecked();
  });

  test('a count is opened by its letter and closed by Enter', async () => {
    await keyboard('{ArrowDown}c2{Enter}');
    await expect.element(paper('Giấy chứng sinh')).toHaveFocus();
    await keyboard('b0{ArrowRight}{Escape}');
    await expect.element(page.getByRole('dialog')).not.toBeInTheDocument();
    await expect
      .element(page.getByText('Giấy tờ: 0 giấy tờ gốc, 2 giấy tờ khác, 0 xuất trình'))
      .toBeVisible();
  });

  test('X goes through what becomes of a paper, N notes it missing', async () => {
    await keyboard('{ArrowDown}x');
    await expect
      .element(page.getByRole('row', { name: /Giấy chứng sinh/ }))
      .toHaveTextContent(/xuất trình/);
    await keyboard('4n');
    await expect
      .element(page.getByRole('row', { name: /Văn bản ủy quyền/ }))
      .toHaveTextContent(/thiếu/);
  });

  test('Enter walks the lines and ends on the button that receives', async () => {
    await keyboard('{Enter}{Enter}{Enter}{Enter}');
    await expect
      .element(page.getByRole('button', { name: /Tiếp nhận và tạo giấy hẹn/ }))
      .toHaveFocus();
  });

  test('one that is on no list may be added', async () => {
    await page.getByRole('button', { name: 'Thêm giấy tờ khác' }).click();
    await keyboard('Giấy khai báo y tế{Enter}');
    await expect.element(paper('Giấy khai báo y tế')).toHaveFocus();
    await expect.element(paper('Giấy khai báo y tế')).toBeChecked();
    await keyboard('{Delete}');
    await expect.element(paper('Giấy khai báo y tế')).not.toBeInTheDocument();
  });

  test('the list follows the channel and says so', async () => {
    await keyboard('0{Alt>}k{/Alt}');
    await expect.element(field(/^Kênh nộp/)).toHaveValue('post');
    await expect.element(paper('Bản sao chứng thực giấy tờ tùy thân')).toBeVisible();
    await expect.element(page.getByText(/Danh sách giấy tờ đã đổi/)).toBeVisible();
  });
});

describe('a procedure that nobody confirmed, with long words on its fee', () => {
  const fee = () => document.querySelector('details');
  beforeEach(async () => {
    await openDesk();
    await typePerson();
    await keyboard('xac nhan thong tin');
    await expect.poll(() => document.querySelectorAll('[popover] [role=option]').length).toBe(1);
  });

  test('is marked where it is chosen and where its fee stands; others are not', async () => {
    const option = page.getByRole('option', { name: /Xác nhận thông tin hộ tịch/ });
    await expect.element(option).toHaveTextContent(/chưa xác nhận.*2\.002516.*8\.000 đồng/);
    await keyboard('{Enter}');
    await expect.poll(() => fee()?.textContent).toMatch(/chưa xác nhận.*8\.000 đồng/s);
    await procedure().fill('');
    await pickProcedure('ks', 'Tờ khai đăng ký khai sinh');
    await expect.element(page.getByText('chưa xác nhận')).not.toBeInTheDocument();
  });

  test('shows three lines of the fee, and all of it by keyboard', async () => {
    await keyboard('{Enter}');
    await expect.poll(fee).not.toBeNull();
    const closed = fee()?.getBoundingClientRect().height ?? 0;
    expect(closed).toBeLessThan(100);
    fee()?.querySelector('summary')?.focus();
    await keyboard('{Enter}');
    await expect.poll(() => fee()?.dataset['span']).toBe('12');
    const text = fee()?.querySelector('.text');
    expect(text?.scrollHeight).toBe(text?.clientHeight);
    await expectAccessible();
  });

  test('lets a long note be read on by keyboard, and goes back to its line', async () => {
    const line = paper('Tờ khai xác nhận thông tin hộ tịch');
    await keyboard('{Enter}');
    await expect.element(line).toHaveFocus();
    const note = document.querySelector<HTMLElement>('.note');
    expect(note?.scrollHeight).toBeGreaterThan((note?.clientHeight ?? 0) * 2);
    expect(note?.clientHeight).toBeLessThan(160);
    await keyboard('g');
    expect(document.activeElement).toBe(note);
    await keyboard('{End}');
    await expect.poll(() => note?.scrollTop).toBeGreaterThan(0);
    await keyboard('{Escape}');
    await expect.element(line).toHaveFocus();
    expect(page.getByRole('dialog').elements()).toEqual([]);
  });
});

describe('what must be asked first', () => {
  test('an empty form names what is missing and goes to the first', async () => {
    const desk = await openDesk();
    await expect.element(field('Số định danh')).toHaveFocus();
    await keyboard('{F9}');
    await expect.element(page.getByRole('alert')).toHaveTextContent(/Cần xem lại 2 chỗ/);
    await expect.element(field('Họ, chữ đệm và tên')).toHaveFocus();
    await keyboard('Y');
    await expect.element(page.getByRole('alert')).toHaveTextContent(/Cần xem lại 1 chỗ/);
    expect(received(desk)).toEqual([]);
  });

  test('a missing required paper needs a reason; going back is the default', async () => {
    const desk = await openDesk();
    await typePerson();
    await pickProcedure('ks', 'Tờ khai đăng ký khai sinh');
    await keyboard('1{F9}');
    await expect
      .element(page.getByText(/Còn thiếu 1 giấy tờ bắt buộc: Giấy chứng sinh/))
      .toBeVisible();
    await expect.element(page.getByRole('button', { name: /Quay lại/ })).toHaveFocus();
    await expectAccessible();
    await keyboard('{F9}');
    await expect.element(page.getByText('Ghi lý do trước khi tiếp nhận.')).toBeVisible();
    await field('Lý do vẫn tiếp nhận').fill('bệnh viện gửi sau');
    await keyboard('{F9}');
    await expect.poll(() => received(desk).length).toBe(1);
    expect(received(desk)[0]).toMatchObject({
      missing: [{ name: 'Giấy chứng sinh' }],
      missing_reason: 'bệnh viện gửi sau',
    });
  });

  test('a procedure without a known time asks for the clerk’s own, with a reason', async () => {
    const desk = await openDesk();
    await typePerson();
    await keyboard('xac nhan thong tin');
    await expect
      .element(page.getByRole('option', { name: /Xác nhận thông tin hộ tịch/ }))
      .toBeVisible();
    await expect.poll(() => document.querySelectorAll('[popover] [role=option]').length).toBe(1);
    await keyboard('{Enter}');
    await expect.element(paper('Tờ khai xác nhận thông tin hộ tịch')).toHaveFocus();
    await keyboard('1{F9}');
    await expect.element(field('Ngày hẹn trả')).toHaveFocus();
    await keyboard('25/11/2026{Enter}16{Enter}theo lịch của xã{F9}');
    await expect.element(page.getByText('16 giờ, Thứ Tư 25/11/2026')).toBeVisible();
    await keyboard('{F9}');
    await expect.poll(() => received(desk).length).toBe(1);
    expect(received(desk)[0]).toMatchObject({
      due_at: '2026-11-25T16:00:00+07:00',
      due_reason: 'theo lịch của xã',
    });
  });

  test('the same request today is said beside the fields and may be gone past', async () => {
    const desk = await openDesk();
    await typePerson('nguyễn thị phượng');
    await pickProcedure('ks', 'Tờ khai đăng ký khai sinh');
    await expect
      .element(page.getByText(/Nguyễn Thị Phượng đã nộp Đăng ký khai sinh lúc 09:12/))
      .toBeVisible();
    await page.getByRole('button', { name: 'Vẫn lập mới' }).click();
    await keyboard('{F9}');
    await expect.element(page.getByRole('alert')).toHaveTextContent(/Chưa đánh dấu giấy tờ nào/);
    await keyboard('0{F9}');
    await expect.poll(() => received(desk).length).toBe(1);
    expect(received(desk)[0]?.duplicate_acknowledged).toBe(true);
  });

  test('odd numbers are said and never stop the work', async () => {
    const desk = await openDesk();
    await expect.element(field('Số định danh')).toHaveFocus();
    await keyboard('00419012345{Enter}');
    await expect.element(page.getByText(/thường có 12 chữ số \(đang có 11\)/)).toBeVisible();
    await field(/^Số điện thoại/).fill('0912 34');
    await keyboard('{Enter}');
    await expect.element(page.getByText(/còn thiếu 4 chữ số/)).toBeVisible();
    expect(received(desk)).toEqual([]);
  });
});

describe('a fast typist', () => {
  test('who presses Enter before the list has come gets what she typed', async () => {
    const desk = await openDesk();
    await typePerson();
    await keyboard('dd{Enter}');
    await expect.element(paper('Đơn đăng ký biến động (Mẫu 18)')).toHaveFocus();
    await keyboard('0{F9}');
    await expect.poll(() => received(desk).length).toBe(1);
    expect(received(desk)[0]?.procedure_code).toBe('1.012796');
  });

  test('closes an open list with Esc and nothing else', async () => {
    await openDesk();
    await typePerson();
    await keyboard('kh');
    await expect.element(page.getByRole('listbox')).toBeVisible();
    await keyboard('{Escape}');
    await expect.element(page.getByRole('dialog')).not.toBeInTheDocument();
    await expect.element(procedure()).toHaveAttribute('aria-expanded', 'false');
  });
});

describe('the people', () => {
  test('somebody else hands it in: Alt+N opens the fields and closes them', async () => {
    const desk = await openDesk();
    await typePerson();
    await keyboard('{Alt>}n{/Alt}');
    await expect.poll(() => document.activeElement?.id).toBe('submitter-id-kind');
    await keyboard('{Enter}004190123456{Enter}Lý A Páo{Enter}0987654321{Enter}');
    await pickProcedure('ks', 'Tờ khai đăng ký khai sinh');
    await keyboard('0{F9}');
    await expect.poll(() => received(desk).length).toBe(1);
    expect(received(desk)[0]?.submitter).toMatchObject({ name: 'Lý A Páo', phone: '0987654321' });
    await keyboard('{Alt>}n{/Alt}{Alt>}n{/Alt}');
    await expect.poll(() => document.getElementById('submitter')).toBeNull();
  });

  test('an organisation has a number, a name and somebody who speaks for it', async () => {
    const desk = await openDesk();
    await page.getByLabelText('Tổ chức, hộ kinh doanh').click();
    await field('Mã số').fill('4800123456');
    await field('Tên tổ chức, hộ kinh doanh').fill('Hộ kinh doanh Nông Thị Liên');
    await field('Người đại diện').fill('Nông Thị Liên');
    await procedure().click();
    await pickProcedure('hkd', 'Giấy đề nghị đăng ký hộ kinh doanh');
    await keyboard('0{F9}');
    await expect.poll(() => received(desk).length).toBe(1);
    expect(received(desk)[0]?.applicant).toMatchObject({
      kind: 'organisation',
      id_number: '4800123456',
      contact: 'Nông Thị Liên',
    });
  });
});

describe('the draft', () => {
  test('is kept after a second without a key and taken up again', async () => {
    const desk = await openDesk();
    await field('Họ, chữ đệm và tên').fill('Trần Văn Bình');
    expect(desk.countOf('save_draft')).toBe(0);
    await expect.poll(() => desk.countOf('save_draft'), { timeout: 3000 }).toBe(1);
    await expect.element(page.getByText('Nháp đã lưu 09:42')).toBeVisible();
  });

  test('is kept before the desk is locked over it, and on another screen too', async () => {
    const desk = await openDesk();
    await field('Họ, chữ đệm và tên').fill('Trần Văn Bình');
    await keyboard('{F3}{Control>}l{/Control}');
    await expect.poll(() => desk.countOf('lock')).toBe(1);
    const order = desk.calls.map((call) => call.command);
    expect(order.indexOf('save_draft')).toBeGreaterThan(-1);
    expect(order.indexOf('save_draft')).toBeLessThan(order.indexOf('lock'));
  });

  test('found after a crash is offered, with its own act id', async () => {
    const desk = await openDesk({ state: 'locked' });
    desk.draft = { ...draftOf('Trần Văn Bình') };
    await expect.element(page.getByRole('button', { name: /Vũ Thị Lan/ })).toHaveFocus();
    await keyboard('1135790');
    await expect.element(page.getByText('Có hồ sơ đang nhập dở lúc 09:42.')).toBeVisible();
    await expect.element(page.getByRole('button', { name: /Nhập tiếp/ })).toHaveFocus();
    await expectAccessible();
    await keyboard('{Enter}');
    await expect.element(field('Họ, chữ đệm và tên')).toHaveValue('Trần Văn Bình');
    await expect.element(field('Số định danh')).toHaveFocus();
    await keyboard('004071001204');
    await expect.poll(() => desk.countOf('save_draft'), { timeout: 3000 }).toBe(1);
    expect(desk.draft).toMatchObject({ act_id: '0123456789abcdef0123456789abcdef' });
  });

  test('found after a crash is not written over, nor forgotten by F9, until it is decided', async () => {
    const desk = await openDesk({ state: 'locked' });
    const before = draftOf('Trần Văn Bình');
    desk.draft = before;
    await expect.element(page.getByRole('button', { name: /Vũ Thị Lan/ })).toHaveFocus();
    await keyboard('1135790');
    await expect.element(page.getByText('Có hồ sơ đang nhập dở lúc 09:42.')).toBeVisible();
    const name = field('Họ, chữ đệm và tên').element() as HTMLInputElement;
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      name.value = 'Lê Thị Hạnh';
      name.dispatchEvent(new InputEvent('input', { bubbles: true }));
      await tick();
      vi.advanceTimersByTime(KEEP_AFTER_MS);
    } finally {
      vi.useRealTimers();
    }
    await keyboard('{F9}');
    expect(desk.draft).toEqual(before);
    expect(desk.countOf('save_draft') + desk.countOf('discard_draft')).toBe(0);
    expect(received(desk)).toEqual([]);
    await page.getByRole('button', { name: 'Bỏ', exact: true }).click();
    await expect.poll(() => desk.countOf('discard_draft')).toBe(1);
  });

  test('Esc asks before it throws anything away', async () => {
    await openDesk();
    await field('Họ, chữ đệm và tên').fill('Trần Văn Bình');
    await keyboard('{Escape}');
    await expect.element(page.getByRole('button', { name: /Quay lại/ })).toHaveFocus();
    await keyboard('{Enter}');
    await expect.element(field('Họ, chữ đệm và tên')).toHaveValue('Trần Văn Bình');
    await keyboard('{Escape}');
    await page.getByRole('button', { name: /Bỏ, nhập hồ sơ khác/ }).click();
    await expect.element(field('Họ, chữ đệm và tên')).toHaveValue('');
  });

  test('stays while one looks something up', async () => {
    await openDesk();
    await field('Họ, chữ đệm và tên').fill('Trần Văn Bình');
    await keyboard('{F3}');
    await expect.element(page.getByRole('heading', { name: 'Tra cứu hồ sơ' })).toBeVisible();
    await keyboard('{F2}');
    await expect.element(field('Họ, chữ đệm và tên')).toHaveValue('Trần Văn Bình');
  });
});

test('labels keep clear of the focus ring and the form needs no scrolling at 1366×768', async () => {
  await openDesk();
  await typePerson();
  await pickProcedure('ks', 'Tờ khai đăng ký khai sinh');
  await resize({ width: 1366, height: 768, text: 'normal' });
  const work = document.querySelector('.work');
  expect(work?.scrollHeight).toBe(work?.clientHeight);
  const fields = [...document.querySelectorAll('main .field')];
  expect(fields.length).toBeGreaterThan(8);
  for (const one of fields) {
    const label = one.querySelector('label')?.getBoundingClientRect().bottom ?? 0;
    const control = one.querySelector('.control')?.getBoundingClientRect().top ?? 0;
    expect(control - label, one.textContent).toBeGreaterThanOrEqual(4);
  }
});

test.for([...SIZES, ...SMALLEST])('is accessible and whole at $name', async (size) => {
  await openDesk();
  await typePerson('nguyễn thị phượng');
  await pickProcedure('ks', 'Tờ khai đăng ký khai sinh');
  await keyboard('0{Alt>}n{/Alt}');
  await resize(size);
  await expectAccessible();
  expectNothingCut();
  await keyboard('{F9}');
  await expect.element(page.getByRole('alert')).toBeVisible();
  await expectAccessible();
});

function draftOf(name: string) {
  return {
    version: 1,
    act_id: '0123456789abcdef0123456789abcdef',
    applicant: {
      kind: 'person',
      name,
      id_number: null,
      id_kind: 'cccd',
      birth: null,
      sex: null,
      address: '',
      phone: null,
      contact: null,
    },
    submitter: null,
    procedure: null,
    channel_in: 'direct',
    return_channel: 'counter',
    request: '',
    request_prefill: '',
    sets: '1',
    lines: [],
    due_override: null,
    missing_reason: '',
    acknowledged_for: null,
  };
}
