// One dossier by keyboard: what is on record, its steps, and each act of the office upon it.
import { describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { MockDesk } from '$lib/ipc/mock/desk';
import { CommandError } from '$lib/ipc/transport';
import { expectAccessible, expectNothingCut, openDesk, resize, SIZES, SMALLEST } from './openDesk';

const keyboard = (keys: string) => userEvent.keyboard(keys);
const timeline = () => page.getByRole('grid', { name: 'Diễn biến' });
const dialog = () => page.getByRole('dialog');
const lastInput = (desk: MockDesk, command: string) =>
  desk.calls.findLast((call) => call.command === command)?.input;

async function openDossier(name = 'phuong ngu') {
  await keyboard(`{F3}${name}`);
  await expect.element(page.getByRole('grid', { name: 'Hồ sơ tìm thấy' })).toBeVisible();
  await keyboard('{Enter}');
  await expect.element(timeline()).toHaveFocus();
}

describe('Chi tiết hồ sơ', () => {
  test('shows the record, who has the papers, and each step with how far it was sent', async () => {
    await openDesk();
    await openDossier();
    await expect.element(page.getByText('Thôn Đoài, xã Hưng Đạo, tỉnh Cao Bằng')).toBeVisible();
    await expect.element(page.getByText(/do Vũ Thị Lan giữ/)).toBeVisible();
    await expect.element(timeline().getByText('Máy tự ghi')).toBeVisible();
    await expect.element(timeline().getByText('không có hiệu lực')).toBeVisible();
    expect(document.querySelectorAll('#timeline s')).toHaveLength(1);
    expect(document.querySelectorAll('#timeline tbody .sign')).toHaveLength(3);
  });

  test('steps that the server has not confirmed are marked in words, others are not', async () => {
    await openDesk();
    await openDossier();
    expect(timeline().getByText('máy chủ chưa xác nhận').elements()).toHaveLength(3);
    await openDossier('nong thi lien');
    await expect.element(page.getByRole('heading', { name: /^Hồ sơ 26/ })).toBeVisible();
    expect(timeline().getByText('máy chủ chưa xác nhận').elements()).toEqual([]);
  });

  test('names what was only shown, and what is still owed', async () => {
    await openDesk();
    await openDossier('nong thi lien');
    const owed = page.getByText('Còn thiếu, chưa nộp: Giấy xác nhận nơi cư trú.');
    await expect.element(owed).toBeVisible();
    const shown = page.getByText('Đã xuất trình, trả lại ngay: Căn cước của người nộp.');
    await expect.element(shown).toBeVisible();
    await expectAccessible();
  });

  test('a person says that the slip is on paper and signed', async () => {
    const desk = await openDesk();
    await openDossier();
    await keyboard('{Alt>}b{/Alt}');
    const said = page.getByText('Giấy hẹn: đã in, có đủ chữ ký.');
    await expect.element(said).toBeVisible();
    expect(lastInput(desk, 'record_signed_print')).toMatchObject({ form: 'receipt', signed: true });
    await keyboard('{Alt>}b{/Alt}');
    expect(desk.countOf('record_signed_print')).toBe(1);
  });

  test('Ctrl+P makes the slip again and says which copy it is', async () => {
    await openDesk();
    await openDossier();
    await keyboard('{Control>}p{/Control}');
    await expect.element(page.getByText(/Đã tạo PDF giấy hẹn, lần 1/)).toBeVisible();
  });

  test('why a slip cannot be made is said in the desk’s own words, in view', async () => {
    const desk = await openDesk();
    await openDossier();
    await resize({ width: 1024, height: 700, text: 'xlarge' });
    const work = document.querySelector('main .work');
    work?.scrollTo(0, work.scrollHeight);
    const refusal = 'Hồ sơ chưa có ngày hẹn trả nên chưa tạo được giấy hẹn.';
    desk.failures.set('print_receipt', new CommandError('no_appointment', refusal));
    await keyboard('{Control>}p{/Control}');
    await expect.element(page.getByRole('alert')).toHaveTextContent(refusal);
    await expect.element(page.getByRole('alert')).toBeInViewport({ ratio: 0.99 });
  });

  test('a correction shows the old beside the new and asks why', async () => {
    const desk = await openDesk();
    await openDossier();
    await keyboard('{Alt>}c{/Alt}');
    await expect.element(dialog().getByText('Nguyễn Thị Phượng')).toBeVisible();
    await keyboard('{F9}');
    await expect.element(page.getByText('Giá trị mới giống giá trị đang ghi.')).toBeVisible();
    await expectAccessible();
    await page.getByLabelText('Chỗ cần sửa').selectOptions('Ngày sinh');
    await page.getByLabelText('Sửa thành').fill('3/9/90');
    await page.getByLabelText('Vì sao').selectOptions('theo giấy tờ mới');
    await keyboard('{F9}');
    await expect.element(page.getByText(/Đã đính chính Ngày sinh/)).toBeVisible();
    expect(lastInput(desk, 'correct_dossier')).toMatchObject({
      field: 'birth',
      value: '1990-09-03',
      reason_kind: 'document',
    });
    await expect.element(page.getByText('03/09/1990')).toBeVisible();
  });

  test('an appointed day is sent as a moment of this office', async () => {
    const desk = await openDesk();
    await openDossier();
    await keyboard('{Alt>}c{/Alt}');
    await page.getByLabelText('Chỗ cần sửa').selectOptions('Ngày hẹn trả');
    await page.getByLabelText('Sửa thành').fill('25/11/2026');
    await keyboard('{F9}');
    await expect.element(dialog()).not.toBeInTheDocument();
    expect(lastInput(desk, 'correct_dossier')).toMatchObject({
      field: 'due_at',
      value: '2026-11-25T17:00:00+07:00',
    });
  });

  test('“another reason” must be written down', async () => {
    const desk = await openDesk();
    await openDossier();
    await keyboard('{Alt>}c{/Alt}');
    await page.getByLabelText('Sửa thành').fill('Nguyễn Thị Phương');
    await page.getByLabelText('Vì sao').selectOptions('khác');
    await keyboard('{F9}');
    await expect.element(page.getByText('Còn trống: Ghi rõ lý do.')).toBeVisible();
    expect(desk.countOf('correct_dossier')).toBe(0);
  });

  test('cancelling needs a reason, and a refusal keeps it', async () => {
    const desk = await openDesk();
    await openDossier();
    await keyboard('{Alt>}x{/Alt}');
    await keyboard('{F9}');
    await expect.element(page.getByText('Còn trống: Lý do.')).toBeVisible();
    await page.getByLabelText('Lý do').fill('nhập nhầm');
    const refusal = 'Giấy tờ của hồ sơ đã bàn giao đi. Chưa thay đổi gì.';
    desk.failures.set('cancel_dossier', new CommandError('dossier_handed_on', refusal));
    await keyboard('{F9}');
    await expect.element(page.getByText(refusal)).toBeVisible();
    await expect.element(page.getByLabelText('Lý do')).toHaveValue('nhập nhầm');
    await keyboard('{F9}');
    await expect.element(page.getByText(/Đã hủy hồ sơ/)).toBeVisible();
    await expect.element(page.getByRole('button', { name: /Hủy hồ sơ/ })).not.toBeInTheDocument();
  });

  test.for([
    ['{Alt>}x{/Alt}', 'Lý do', 'nhập nhầm', 'cancel_dossier'],
    ['{Alt>}q{/Alt}', 'Tên giấy kết quả', 'Giấy khai sinh', 'issue_result'],
    ['{Alt>}c{/Alt}', 'Sửa thành', 'Nguyễn Thị Phương', 'correct_dossier'],
  ] as const)('%s asks on Esc once filled in, and ends by Ctrl+Enter', async (given) => {
    const [open, label, text, command] = given;
    const desk = await openDesk();
    await openDossier();
    await keyboard(`${open}{Escape}`);
    await expect.element(dialog()).not.toBeInTheDocument();
    await keyboard(open);
    await page.getByLabelText(label).fill(text);
    await keyboard('{Escape}');
    const question = page.getByRole('dialog', { name: 'Bỏ phần vừa nhập?' });
    await expect.element(question.getByRole('button', { name: /Quay lại/ })).toHaveFocus();
    await keyboard('{Escape}');
    await expect.element(page.getByLabelText(label)).toHaveValue(text);
    await expect.element(page.getByLabelText(label)).toHaveFocus();
    await keyboard('{Escape}');
    await question.getByRole('button', { name: 'Bỏ, đóng lại' }).click();
    await expect.element(dialog()).not.toBeInTheDocument();
    expect(desk.countOf(command)).toBe(0);
    await keyboard(open);
    await page.getByLabelText(label).fill(text);
    await keyboard('{Control>}{Enter}{/Control}');
    await expect.poll(() => desk.countOf(command)).toBe(1);
  });

  test('the citizen withdraws and takes the papers along', async () => {
    const desk = await openDesk();
    await openDossier();
    await keyboard('{Alt>}r{/Alt}');
    await keyboard('không cần nữa');
    await page.getByLabelText(/Đã trả lại hết giấy tờ/).click();
    await keyboard('{F9}');
    await expect.element(page.getByText(/người dân rút hồ sơ và nhận lại/)).toBeVisible();
    expect(lastInput(desk, 'withdraw_dossier')).toMatchObject({ papers_returned: true });
  });

  test('ordinary papers of a withdrawn dossier go back as well', async () => {
    const desk = await openDesk();
    await openDossier();
    await keyboard('{Alt>}r{/Alt}không cần nữa{F9}');
    await expect.element(page.getByText(/Người dân rút/).first()).toBeVisible();
    await keyboard('{F6}');
    await expect.element(dialog().getByLabelText('Tờ khai, đơn theo mẫu')).toBeChecked();
    await keyboard('{F9}');
    await expect.element(page.getByText('Đã trả 3 giấy tờ cho người nhận.')).toBeVisible();
    expect(lastInput(desk, 'return_result')).toMatchObject({ papers: { length: 3 } });
  });

  test('a result is issued, then given back by thumbprint before a witness', async () => {
    const desk = await openDesk();
    await openDossier();
    await keyboard('{Alt>}q{/Alt}{Control>}a{/Control}Giấy khai sinh{F9}');
    await expect.element(page.getByText('Đã ghi có kết quả: Giấy khai sinh.')).toBeVisible();
    await keyboard('{F6}');
    await page.getByLabelText('Điểm chỉ').click();
    await keyboard('{F9}');
    await expect.element(page.getByText('Còn trống: Người làm chứng.')).toBeVisible();
    await expectAccessible();
    await page.getByLabelText('Người làm chứng').fill('Nông Thị Liên');
    await keyboard('{F9}');
    await expect.element(page.getByText('Đã trả 2 giấy tờ cho người nhận.')).toBeVisible();
    expect(lastInput(desk, 'return_result')).toMatchObject({
      recipient_kind: 'submitter',
      recipient_name: null,
      signature: 'thumbprint',
      witness: 'Nông Thị Liên',
    });
  });

  test('somebody else who fetches is named, with the paper that was looked at', async () => {
    const desk = await openDesk();
    await openDossier();
    await keyboard('{F6}');
    await page.getByLabelText('Người nhận').selectOptions('Người khác, có giấy ủy quyền');
    await keyboard('{F9}');
    await expect.element(page.getByText('Còn trống: Giấy tờ đã xem.')).toBeVisible();
    expect(desk.countOf('return_result')).toBe(0);
  });

  test('a contradiction is decided by a person with a reason and her PIN', async () => {
    const desk = await openDesk();
    await openDossier('pham van tu');
    await page.getByRole('button', { name: 'Xem và xử lý' }).click();
    await expect.element(dialog().getByRole('radio', { name: /1982.*Vũ Thị Lan/ })).toBeVisible();
    await expect
      .element(dialog().getByRole('radio', { name: /02\/09\/1981.*Nông Văn Nam.*08:15/ }))
      .toBeVisible();
    await expectAccessible();
    expect(document.querySelector('dialog input[type=radio]:checked')).toBeNull();
    await page.getByLabelText('Lý do').fill('theo giấy khai sinh');
    await page.getByLabelText(/^Mã PIN của/).fill('135790');
    await keyboard('{F9}');
    await expect.element(page.getByText(/Chọn ghi chép được giữ/)).toBeVisible();
    await page.getByLabelText(/Nông Văn Nam/).click();
    await page.getByLabelText(/^Mã PIN của/).fill('135790');
    await keyboard('{F9}');
    await expect.element(page.getByText(/Đã ghi cách xử lý/)).toBeVisible();
    expect(lastInput(desk, 'resolve_conflict')).toMatchObject({
      decision: 'e2'.padStart(32, '0'),
      reason: 'theo giấy khai sinh',
    });
  });

  test('a failure is said with a way to ask again', async () => {
    const desk = await openDesk();
    desk.failures.set('get_dossier', new CommandError('unexpected', 'Có lỗi ngoài dự kiến.'));
    await keyboard('{F3}phuong ngu');
    await expect.element(page.getByRole('grid', { name: 'Hồ sơ tìm thấy' })).toBeVisible();
    await keyboard('{Enter}');
    await page.getByRole('button', { name: 'Thử lại' }).click();
    await expect.element(timeline()).toHaveFocus();
  });
});

test.for([...SIZES, ...SMALLEST])('is accessible and whole at $name', async (size) => {
  await openDesk({ sync: 'long_offline' });
  await openDossier();
  await resize(size);
  await expectAccessible();
  expectNothingCut();
});
