// Keys of the help that no other journey presses: each does what F1 says of it.
import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { openDesk } from './openDesk';

const keyboard = (keys: string) => userEvent.keyboard(keys);
const grid = (name: string) => page.getByRole('grid', { name });
const label = (name: string) => page.getByLabelText(name, { exact: true }).first();

test.for([
  ['t', 'filter-status'],
  ['y', 'filter-day'],
  ['u', 'filter-procedure'],
])('Alt+%s goes to its filter', async ([letter, id]) => {
  await openDesk();
  await keyboard(`{F3}dang ky`);
  await expect.element(grid('Hồ sơ tìm thấy')).toBeVisible();
  await keyboard(`{Alt>}${String(letter)}{/Alt}`);
  await expect.poll(() => document.activeElement?.id).toBe(id);
});

test.for(['Backspace', 'Delete'])('%s takes a chip away and leaves the box ready', async (key) => {
  await openDesk();
  await keyboard('{F3}phuong ngu');
  const chip = page.getByRole('button', { name: 'Bỏ tên: phuong ngu' });
  await expect.element(chip).toBeVisible();
  (chip.element() as HTMLElement).focus();
  await keyboard(`{${key}}`);
  await expect.element(chip).not.toBeInTheDocument();
  const box = page.getByRole('combobox', { name: 'Tìm', exact: true });
  await expect.element(box).toHaveValue('');
  await expect.element(box).toHaveFocus();
});

test('Alt+H, Alt+D and Alt+L go from one kind of handing over to the other', async () => {
  await openDesk();
  await keyboard('{F4}{Alt>}h{/Alt}');
  await expect.element(grid('Phiếu giao đến')).toHaveFocus();
  await keyboard('{Alt>}d{/Alt}');
  await expect.element(grid('Phiếu đã giao')).toHaveFocus();
  await keyboard('{Alt>}l{/Alt}');
  await expect.element(grid('Chờ bàn giao')).toHaveFocus();
});

test('Enter goes to the next field, Shift+Enter to the one before', async () => {
  await openDesk();
  await expect.element(label('Số định danh')).toHaveFocus();
  await keyboard('{Enter}');
  await expect.element(label('Họ, chữ đệm và tên')).toHaveFocus();
  await keyboard('{Shift>}{Enter}{/Shift}');
  await expect.element(label('Số định danh')).toHaveFocus();
});

test('Ctrl+↓ and Ctrl+↑ go round the regions of a screen', async () => {
  await openDesk();
  await keyboard('{F3}phuong ngu{Enter}');
  await expect.element(grid('Diễn biến')).toHaveFocus();
  await keyboard('{Control>}{ArrowUp}{/Control}');
  await expect.element(grid('Giấy tờ')).toHaveFocus();
  await keyboard('{Control>}{ArrowDown}{/Control}');
  await expect.element(grid('Diễn biến')).toHaveFocus();
  await keyboard('{Control>}{ArrowDown}{/Control}');
  await expect.element(page.getByRole('button', { name: /Giấy tờ đang ở đâu/ })).toHaveFocus();
});

test.for([
  ['{Alt>}[Digit8]{/Alt}', 'Việc chưa được máy chủ nhận'],
  ['{F4}', 'Chờ bàn giao'],
])('Ctrl+G shows where the papers of the row are: after %s', async ([way, list]) => {
  await openDesk();
  await keyboard(String(way));
  await expect.element(grid(String(list))).toHaveFocus();
  await keyboard('{Control>}g{/Control}');
  await expect.element(page.getByRole('heading', { name: 'Giấy tờ đang ở đâu' })).toBeVisible();
});
