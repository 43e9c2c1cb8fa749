// Where the papers are, and what has left this machine: the answer first, honest about what is not
// known, by keyboard alone.
import { describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { sampleAlarms } from '$lib/ipc/mock/sync';
import { CommandError } from '$lib/ipc/transport';
import { expectAccessible, expectNothingCut, openDesk, resize, SIZES, SMALLEST } from './openDesk';

const keyboard = (keys: string) => userEvent.keyboard(keys);
const queue = () => page.getByRole('grid', { name: 'Việc chưa được máy chủ nhận' });
const chain = () => page.getByRole('grid', { name: 'Các lần giao nhận' });

async function openWhere() {
  await keyboard('{F3}phuong ngu');
  await expect.element(page.getByRole('grid', { name: 'Hồ sơ tìm thấy' })).toBeVisible();
  await keyboard('{Control>}g{/Control}');
  await expect.element(chain()).toHaveFocus();
}

async function openQueue() {
  await keyboard('{Alt>}[Digit8]{/Alt}');
  await expect.element(queue()).toHaveFocus();
}

describe('Giấy tờ đang ở đâu', () => {
  test('gives the desk’s own sentence, each paper, each handing over, and how fresh it is', async () => {
    await openDesk();
    await openWhere();
    await expect.element(page.getByText(/1 giấy tờ gốc .* đang ở Vũ Thị Lan/)).toBeVisible();
    await expect.element(page.getByText(/Theo dữ liệu máy này/)).toBeVisible();
    await expect.element(page.getByText('phải trả lại')).toBeVisible();
    await expect.element(chain().getByText('chưa ký').first()).toBeVisible();
  });

  test('Enter opens the manifest, Esc comes back, F9 opens the dossier', async () => {
    await openDesk();
    await openWhere();
    await keyboard('{Enter}');
    await expect.element(page.getByRole('heading', { name: /^Phiếu giao 26/ })).toBeVisible();
    await keyboard('{Escape}');
    await expect.element(chain()).toHaveFocus();
    await keyboard('{F9}');
    await expect.element(page.getByRole('heading', { name: /^Hồ sơ 26/ })).toBeVisible();
  });

  test('Ctrl+P makes the slip again, Ctrl+Enter opens the dossier', async () => {
    const desk = await openDesk();
    await openWhere();
    await keyboard('{Control>}p{/Control}');
    await expect.element(page.getByText(/Đã tạo PDF giấy hẹn, lần 1/)).toBeVisible();
    expect(desk.countOf('print_receipt')).toBe(1);
    await keyboard('{Control>}{Enter}{/Control}');
    await expect.element(page.getByRole('heading', { name: /^Hồ sơ 26/ })).toBeVisible();
  });

  test('a dossier that has not come to this machine is said to be so', async () => {
    const desk = await openDesk();
    const unknown = 'Hồ sơ này chưa về tới máy này.';
    desk.failures.set('where_papers', new CommandError('dossier_unknown', unknown));
    await keyboard('{F3}phuong ngu');
    await expect.element(page.getByRole('grid', { name: 'Hồ sơ tìm thấy' })).toBeVisible();
    await keyboard('{Control>}g{/Control}');
    await expect.element(page.getByText(unknown)).toBeVisible();
  });
});

describe('Hàng đợi đồng bộ', () => {
  test('tells what is unsent and why, when sending last worked and when it was last tried', async () => {
    await openDesk({ sync: 'sent_back' });
    await openQueue();
    await expect.element(queue().getByText(/Thiếu ngày sinh/)).toBeVisible();
    await expect.element(page.getByText('07:52 hôm nay', { exact: true })).toBeVisible();
    await expect.element(page.getByText(/09:41 hôm nay – chưa được/)).toBeVisible();
    await expect.element(page.getByText(/Internet: không được/)).toBeVisible();
    await expect.element(page.getByText(/Máy chủ cấp trên: chưa biết/)).toBeVisible();
  });

  test('F9 asks to send; while sending it asks no second time', async () => {
    const desk = await openDesk();
    await openQueue();
    await keyboard('{F9}');
    await expect.element(page.getByText(/Đã bắt đầu gửi/)).toBeVisible();
    expect(desk.countOf('sync_now')).toBe(1);
    desk.sync = { ...desk.sync, state: 'sending', sending_done: 3, sending_total: 12 };
    desk.tell('sync');
    await expect.element(page.getByRole('main').getByText('Đang gửi 3/12 việc…')).toBeVisible();
    await keyboard('{F9}');
    expect(desk.countOf('sync_now')).toBe(1);
  });

  test('a server without a backup is never called safe', async () => {
    const desk = await openDesk();
    desk.sync = { ...desk.sync, backup: 'none', safe: 0 };
    desk.tell('sync');
    await openQueue();
    await expect.element(page.getByText('chưa có sao lưu', { exact: true })).toBeVisible();
  });

  test('Enter opens the dossier of the row', async () => {
    await openDesk();
    await openQueue();
    await keyboard('{Enter}');
    await expect.element(page.getByRole('heading', { name: /^Hồ sơ 26/ })).toBeVisible();
  });

  test('leaves the keyboard at what can still be done when the last row goes', async () => {
    const desk = await openDesk();
    await openQueue();
    desk.rows = desk.rows.map((row) => ({ ...row, sync: 'safe' }));
    desk.tell('sync');
    await expect.element(page.getByText('Không còn việc nào chờ gửi.')).toBeVisible();
    await expect.element(page.getByRole('button', { name: /Gửi ngay/ })).toHaveFocus();
  });

  test('says when nothing waits, and when the queue cannot be read', async () => {
    const desk = await openDesk({ sync: 'ok' });
    desk.rows = desk.rows.map((row) => ({ ...row, sync: 'safe' }));
    await keyboard('{Alt>}[Digit8]{/Alt}');
    await expect.element(page.getByText('Không còn việc nào chờ gửi.')).toBeVisible();
    desk.failures.set('list_sync_queue', new CommandError('unexpected', 'Có lỗi ngoài dự kiến.'));
    desk.tell('sync');
    await expect.element(page.getByText('Có lỗi ngoài dự kiến.')).toBeVisible();
  });
});

describe('Cảnh báo', () => {
  async function openWithAlarms() {
    const desk = await openDesk();
    desk.alarms = sampleAlarms();
    desk.tell('sync');
    await openQueue();
    return desk;
  }
  const title = (count: number) =>
    page.getByRole('heading', { name: `Cảnh báo chưa xem (${String(count)})` });

  test('each says what happened, since when and what to do; the footer counts them', async () => {
    await openWithAlarms();
    await expect.element(title(2)).toBeVisible();
    await expect.element(page.getByText(/Nông Văn Nam đã đặt lại mã PIN .* 08:15/)).toBeVisible();
    await expect.element(page.getByText(/Nếu không phải chính người đó làm/)).toBeVisible();
    const footer = page.getByRole('contentinfo');
    await expect.element(footer.getByText('2 cảnh báo chưa xem')).toBeVisible();
  });

  test('«Đã xem» is recorded with who, by keyboard, and the focus is not lost', async () => {
    const desk = await openWithAlarms();
    const button = page.getByRole('button', { name: /^Đã xem: Nông Văn Nam/ });
    (button.element() as HTMLElement).focus();
    await keyboard('{Enter}');
    await expect.element(title(1)).toHaveFocus();
    expect(desk.calls.filter((call) => call.command === 'acknowledge_alarm')).toEqual([
      { command: 'acknowledge_alarm', input: { alarm_id: 2 } },
    ]);
    await keyboard('{Tab}{Enter}');
    await expect.element(title(0)).toHaveFocus();
    await expect.element(page.getByText(/cảnh báo chưa xem$/)).not.toBeInTheDocument();
    await page.getByRole('button', { name: 'Hiện cảnh báo đã xem (2)' }).click();
    await expect.element(page.getByText(/Vũ Thị Lan đã xem lúc/).first()).toBeVisible();
  });

  test('one that could not be noted stays, with the reason', async () => {
    const desk = await openWithAlarms();
    const reason = 'Có lỗi ngoài dự kiến.';
    desk.failures.set('acknowledge_alarm', new CommandError('unexpected', reason));
    await page.getByRole('button', { name: /^Đã xem: Máy chủ/ }).click();
    await expect.element(page.getByText(reason)).toBeVisible();
    await expect.element(title(2)).toBeVisible();
  });

  test.for([...SIZES, ...SMALLEST])('accessible and whole at $name', async (size) => {
    const desk = await openWithAlarms();
    desk.alarms = desk.alarms.map((alarm) =>
      alarm.alarm_id === 1 ? { ...alarm, seen_at: alarm.raised_at, seen_by: 'Vũ Thị Lan' } : alarm,
    );
    desk.tell('sync');
    await page.getByRole('button', { name: 'Hiện cảnh báo đã xem (1)' }).click();
    await resize(size);
    await expectAccessible();
    expectNothingCut();
  });
});

describe.for([...SIZES, ...SMALLEST])('at $name', (size) => {
  test('the papers’ places are accessible and whole', async () => {
    await openDesk();
    await openWhere();
    await resize(size);
    await expectAccessible();
    expectNothingCut();
  });

  test('the queue is accessible and whole', async () => {
    await openDesk({ sync: 'sent_back' });
    await openQueue();
    await resize(size);
    await expectAccessible();
    expectNothingCut();
  });
});
