// Joining, signing in, locking: who sits at the desk and what happens to her work.
import { expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { CommandError } from '$lib/ipc/transport';
import { expectAccessible, expectNothingCut, openDesk, resize, SIZES, SMALLEST } from './openDesk';

const SMALL_AND_USUAL = [...SIZES, ...SMALLEST];

test('a digit and six digits of a PIN open the desk', async () => {
  const desk = await openDesk({ state: 'locked' });
  await expect.element(page.getByRole('button', { name: /Vũ Thị Lan/ })).toHaveFocus();
  await userEvent.keyboard('1135790');
  await expect.element(page.getByRole('heading', { name: 'Tiếp nhận hồ sơ mới' })).toBeVisible();
  expect(desk.countOf('unlock')).toBe(1);
});

test('a wrong PIN says how many tries are left and empties the box', async () => {
  await openDesk({ state: 'locked' });
  await expect.element(page.getByRole('button', { name: /Vũ Thị Lan/ })).toHaveFocus();
  await userEvent.keyboard('1000000');
  await expect.element(page.getByText('Mã PIN chưa đúng. Còn 4 lần.')).toBeVisible();
  await expect.element(page.getByLabelText(/Mã PIN của Vũ Thị Lan/)).toHaveValue('');
  await expect.element(page.getByLabelText(/Mã PIN của Vũ Thị Lan/)).toHaveFocus();
});

test('Enter in a PIN half typed says how many digits there are, and asks nobody', async () => {
  const desk = await openDesk({ state: 'locked' });
  await expect.element(page.getByRole('button', { name: /Vũ Thị Lan/ })).toHaveFocus();
  await userEvent.keyboard('1135{Enter}');
  await expect.poll(() => saidBelow(/^Mã PIN của/)).toMatch(/đúng 6 chữ số \(đang có 3\)/);
  await expect.element(page.getByLabelText(/Mã PIN của Vũ Thị Lan/)).toHaveValue('135');
  await userEvent.keyboard('790');
  await expect.element(page.getByRole('heading', { name: 'Tiếp nhận hồ sơ mới' })).toBeVisible();
  expect(desk.countOf('unlock')).toBe(1);
});

test('a change of PIN is checked box by box before the desk is asked', async () => {
  const desk = await openDesk();
  await userEvent.keyboard('{F1}');
  await page.getByRole('button', { name: 'Đổi mã PIN' }).click();
  await userEvent.keyboard('1357{Enter}246{Enter}2468{F9}');
  await expect.poll(() => saidBelow(/^Mã PIN đang dùng/)).toMatch(/đang có 4/);
  expect(saidBelow(/^Mã PIN mới/)).toMatch(/đang có 3/);
  expect(saidBelow(/^Nhập lại mã PIN mới/)).toBe('Hai lần nhập mã PIN khác nhau.');
  expect(desk.countOf('change_pin')).toBe(0);
});

test('a PIN may be pasted and shown', async () => {
  await openDesk({ state: 'locked' });
  await page.getByRole('button', { name: /Hoàng Thị Hoa/ }).click();
  await page.getByRole('button', { name: 'Hiện' }).click();
  await page.getByLabelText(/Mã PIN của Hoàng Thị Hoa/).fill('135790');
  await expect.element(page.getByRole('button', { name: /F2 Nhận hồ sơ/ })).toBeVisible();
  const handoff = page.getByRole('button', { name: /F4 Bàn giao/ });
  await expect.element(handoff).toHaveAttribute('aria-current', 'page');
});

test('somebody who was never here chooses a PIN twice before she signs in', async () => {
  const desk = await openDesk({ state: 'locked' });
  await expect.element(page.getByRole('button', { name: /Vũ Thị Lan/ })).toHaveFocus();
  await userEvent.keyboard('2');
  await expect.element(page.getByLabelText('Mã kích hoạt')).toHaveFocus();
  await userEvent.keyboard('KH7K-22MB{Enter}246813{Enter}246810{Enter}');
  await page.getByRole('button', { name: 'Kích hoạt', exact: true }).click();
  await expect.element(page.getByText('Hai lần nhập mã PIN khác nhau.')).toBeVisible();
  expect(desk.countOf('activate_person')).toBe(0);
  await page.getByLabelText(/Nhập lại mã PIN mới/).fill('246813');
  await page.getByRole('button', { name: 'Kích hoạt', exact: true }).click();
  await expect.element(page.getByLabelText(/Mã PIN của Nông Văn Nam/)).toBeVisible();
});

test('without a line the supervisor beside her vouches, and the tile says so', async () => {
  const desk = await openDesk({ state: 'locked' });
  await expect.element(page.getByRole('button', { name: /Vũ Thị Lan/ })).toHaveFocus();
  await userEvent.keyboard('2');
  await page.getByRole('button', { name: /^Không có mạng/ }).click();
  await expect.element(page.getByLabelText(/^Mã PIN mới/)).toHaveFocus();
  const supervisor = page.getByLabelText('Người phụ trách', { exact: true });
  await expect.element(supervisor).toHaveTextContent('Đàm Thị Sen');
  await expectAccessible();
  await page.getByLabelText(/^Mã PIN mới/).fill('246813');
  await page.getByLabelText(/^Nhập lại mã PIN mới/).fill('246813');
  await page.getByLabelText(/^Mã PIN của người phụ trách/).fill('000000');
  await page.getByRole('button', { name: 'Xác nhận tạm', exact: true }).click();
  await expect.poll(() => saidBelow(/^Mã PIN của người phụ trách/)).toMatch(/Mã PIN chưa đúng/);
  await page.getByLabelText(/^Mã PIN của người phụ trách/).fill('135790');
  await page.getByRole('button', { name: 'Xác nhận tạm', exact: true }).click();
  await expect.element(page.getByLabelText(/Mã PIN của Nông Văn Nam/)).toBeVisible();
  const tile = page.getByRole('button', { name: /Nông Văn Nam/ });
  await expect.element(tile).toHaveTextContent(/chưa rõ còn hiệu lực/);
  const asked = desk.calls.findLast((call) => call.command === 'vouch_for_person');
  expect(asked?.input).toMatchObject({ pin: '246813', supervisor_pin: '135790' });
  await expectAccessible();
});

test('who is not vouched for goes back to her code', async () => {
  await openDesk({ state: 'locked' });
  await expect.element(page.getByRole('button', { name: /Vũ Thị Lan/ })).toHaveFocus();
  await userEvent.keyboard('2');
  await page.getByRole('button', { name: /^Không có mạng/ }).click();
  await page.getByRole('button', { name: 'Dùng mã kích hoạt' }).click();
  await expect.element(page.getByLabelText('Mã kích hoạt')).toHaveFocus();
});

test('a supervisor forgives wrong PINs at the tile that is paused, and at no other', async () => {
  await openDesk({ state: 'locked' });
  await page.getByRole('button', { name: /Vũ Thị Lan/ }).click();
  const forgive = page.getByRole('button', { name: 'Người phụ trách mở lại lượt nhập' });
  await expect.element(forgive).not.toBeInTheDocument();
  await page.getByRole('button', { name: /Lý A Páo/ }).click();
  await forgive.click();
  await expectAccessible();
  await page.getByLabelText(/^Mã PIN của người phụ trách/).fill('135790');
  await page.getByRole('button', { name: 'Mở lại', exact: true }).click();
  await expect.element(page.getByText('Đã mở lại lượt nhập. Nhập mã PIN.')).toBeVisible();
  await expect.element(page.getByLabelText(/Mã PIN của Lý A Páo/)).toHaveFocus();
  await expect.element(forgive).not.toBeInTheDocument();
});

test('who forgot her PIN sets another with a one-time code, by keyboard alone', async () => {
  const desk = await openDesk({ state: 'locked' });
  await expect.element(page.getByRole('button', { name: /Vũ Thị Lan/ })).toHaveFocus();
  await userEvent.keyboard('1');
  await expect.element(page.getByLabelText(/Mã PIN của Vũ Thị Lan/)).toHaveFocus();
  await userEvent.keyboard('{Tab}{Tab}');
  await expect.element(page.getByRole('button', { name: 'Quên mã PIN' })).toHaveFocus();
  await userEvent.keyboard('{Enter}');
  await expect.element(page.getByLabelText('Mã dùng một lần')).toHaveFocus();
  await expectAccessible();
  await userEvent.keyboard('AAAA-AAAA{Enter}246813{Enter}246813{Enter}');
  await page.getByRole('button', { name: 'Đặt lại mã PIN' }).click();
  await expect.element(page.getByText(/Mã kích hoạt chưa đúng/)).toBeVisible();
  await page.getByLabelText('Mã dùng một lần').fill('KH7K-22MB');
  await page.getByRole('button', { name: 'Đặt lại mã PIN' }).click();
  await expect.element(page.getByText('Đã đặt lại mã PIN. Đăng nhập bằng mã mới.')).toBeVisible();
  await expect.element(page.getByLabelText(/Mã PIN của Vũ Thị Lan/)).toHaveFocus();
  expect(desk.calls.findLast((call) => call.command === 'reset_pin')?.input).toMatchObject({
    code: 'KH7K-22MB',
    new_pin: '246813',
  });
});

test('Ctrl+L covers the screens and the same person finds her draft where she left it', async () => {
  const desk = await openDesk();
  await page.getByLabelText('Họ, chữ đệm và tên').fill('Trần Văn Bình');
  await userEvent.keyboard('{Control>}l{/Control}');
  await expect.element(page.getByRole('heading', { name: 'Đã khóa màn hình' })).toBeVisible();
  await expect.element(page.getByLabelText(/Mã PIN của Vũ Thị Lan/)).toHaveFocus();
  await userEvent.keyboard('{F9}135790');
  await expect.element(page.getByLabelText('Họ, chữ đệm và tên')).toHaveValue('Trần Văn Bình');
  await expect.element(page.getByLabelText('Họ, chữ đệm và tên')).toHaveFocus();
  expect(desk.countOf('receive_dossier')).toBe(0);
});

test.for(['{Escape}', '{ArrowDown}', '{Shift>}{Tab}{/Shift}'])(
  'under the lock %s leads from the empty PIN box to the people, where a digit chooses',
  async (key) => {
    await openDesk();
    await userEvent.keyboard('{Control>}l{/Control}');
    await expect.element(page.getByLabelText(/Mã PIN của Vũ Thị Lan/)).toHaveFocus();
    await userEvent.keyboard(`${key}3`);
    await expect.element(page.getByLabelText(/Mã PIN của Hoàng Thị Hoa/)).toHaveFocus();
    await expect.element(page.getByLabelText(/Mã PIN của Hoàng Thị Hoa/)).toHaveValue('');
    await userEvent.keyboard('135790');
    await expect.element(page.getByRole('button', { name: /F2 Nhận hồ sơ/ })).toBeVisible();
  },
);

test('arrows in a PIN half typed stay in the box, Esc empties it', async () => {
  await openDesk({ state: 'locked' });
  await expect.element(page.getByRole('button', { name: /Vũ Thị Lan/ })).toHaveFocus();
  await userEvent.keyboard('1123{ArrowUp}');
  const box = page.getByLabelText(/Mã PIN của Vũ Thị Lan/);
  await expect.element(box).toHaveFocus();
  await expect.element(box).toHaveValue('123');
  await userEvent.keyboard('{Escape}');
  await expect.element(box).toHaveValue('');
  await expect.element(page.getByRole('button', { name: /Vũ Thị Lan/ })).toHaveFocus();
});

/** What is said below a field. */
function saidBelow(label: RegExp): string {
  const id = page.getByLabelText(label).element().getAttribute('aria-describedby');
  return document.getElementById(id ?? '')?.textContent?.trim() ?? '';
}

test('a refused PIN of a first time is said below the PIN, not below the code', async () => {
  const desk = await openDesk({ state: 'locked' });
  await expect.element(page.getByRole('button', { name: /Vũ Thị Lan/ })).toHaveFocus();
  await userEvent.keyboard('2');
  await expect.element(page.getByLabelText('Mã kích hoạt')).toHaveFocus();
  const refusal = 'Mã PIN chưa đúng. Còn 4 lần.';
  desk.failures.set('activate_person', new CommandError('wrong_pin', refusal));
  await userEvent.keyboard('KH7K-22MB{Enter}246813{Enter}246813{Enter}');
  await expect.poll(() => saidBelow(/^Mã PIN mới/)).toBe(refusal);
  expect(saidBelow(/^Mã kích hoạt/)).toBe('');
});

test('a pause after wrong tries is said below the PIN in use', async () => {
  const desk = await openDesk();
  await userEvent.keyboard('{F1}');
  await page.getByRole('button', { name: 'Đổi mã PIN' }).click();
  const refusal = 'Thử lại sau 30 giây.';
  desk.failures.set('change_pin', new CommandError('pin_paused', refusal));
  await page.getByLabelText(/^Mã PIN đang dùng/).fill('000000');
  await page.getByLabelText(/^Mã PIN mới/).fill('246813');
  await page.getByLabelText(/^Nhập lại mã PIN mới/).fill('246813');
  await userEvent.keyboard('{Control>}{Enter}{/Control}');
  await expect.poll(() => saidBelow(/^Mã PIN đang dùng/)).toBe(refusal);
  expect(saidBelow(/^Mã PIN mới/)).toBe('');
});

test('another person who unlocks gets screens of her own', async () => {
  await openDesk();
  await page.getByLabelText('Họ, chữ đệm và tên').fill('Trần Văn Bình');
  await userEvent.keyboard('{Control>}l{/Control}');
  await page.getByRole('button', { name: /Hoàng Thị Hoa/ }).click();
  await userEvent.keyboard('135790');
  await expect.element(page.getByRole('button', { name: /F2 Nhận hồ sơ/ })).toBeVisible();
  await expect.element(page.getByLabelText('Họ, chữ đệm và tên')).not.toBeInTheDocument();
});

test('three minutes without a key lock the desk', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date', 'performance'] });
  try {
    const desk = await openDesk();
    window.dispatchEvent(new PointerEvent('pointermove'));
    vi.advanceTimersByTime(179_000);
    expect(desk.countOf('lock')).toBe(0);
    vi.advanceTimersByTime(1_000);
    expect(desk.countOf('lock')).toBe(1);
  } finally {
    vi.useRealTimers();
  }
});

test('a machine joins by token, six words and an approval', async () => {
  const desk = await openDesk({ state: 'not_enrolled' });
  await page.getByRole('button', { name: 'Tiếp tục' }).click();
  await expect.element(page.getByText('Còn trống: Mã ghi danh.')).toBeVisible();
  await page.getByLabelText('Mã ghi danh').fill('HUNGDAO-2-7KQ4-M2XW');
  await userEvent.keyboard('{Enter}');
  await expect.element(page.getByRole('heading', { name: /So sáu từ/ })).toBeVisible();
  expect(document.querySelectorAll('ol li').length).toBe(6);
  await userEvent.keyboard('{Enter}');
  await page.getByRole('button', { name: 'Kiểm tra đã duyệt chưa' }).click();
  await expect.element(page.getByRole('heading', { name: 'Ai đang ngồi ở quầy?' })).toBeVisible();
  expect(desk.countOf('complete_enrolment')).toBe(1);
});

for (const state of ['not_enrolled', 'awaiting_approval', 'locked'] as const) {
  test.for(SMALL_AND_USUAL)(`${state} is accessible and whole at $name`, async (size) => {
    await openDesk({ state });
    if (state === 'locked') await page.getByRole('button', { name: /Nông Văn Nam/ }).click();
    await resize(size);
    await expectAccessible();
    expectNothingCut();
  });
}
