// Finding a dossier on its screen and from anywhere; moving about; what the footer says.
import { describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { CommandError } from '$lib/ipc/transport';
import { expectAccessible, expectNothingCut, openDesk, resize, SIZES, SMALLEST } from './openDesk';

const keyboard = (keys: string) => userEvent.keyboard(keys);
const box = () => page.getByRole('combobox', { name: 'Tìm', exact: true });
const grid = () => page.getByRole('grid', { name: 'Hồ sơ tìm thấy' });

async function search(text: string) {
  await keyboard('{F3}');
  await expect.element(box()).toHaveFocus();
  await keyboard(text);
}

describe('Tra cứu', () => {
  test('finds by words without marks, in any order, unsent ones too', async () => {
    await openDesk();
    await search('phuong ngu');
    await expect.element(grid().getByText('Nguyễn Thị Phượng')).toBeVisible();
    await expect.element(page.getByText('tên: phuong ngu')).toBeVisible();
    await expect.element(grid().getByText('Chưa gửi, trên máy này')).toBeInTheDocument();
    await expect.element(page.getByText('1 hồ sơ')).toBeVisible();
  });

  test('arrows walk the rows while the box keeps the focus, Enter opens', async () => {
    const desk = await openDesk();
    await search('dang ky');
    await expect.element(grid()).toBeVisible();
    const selected = () => document.querySelector('[aria-selected=true]')?.textContent ?? '';
    const first = selected();
    await keyboard('{ArrowDown}');
    expect(selected()).not.toBe(first);
    await expect.element(box()).toHaveFocus();
    const cursor = box().element().getAttribute('aria-activedescendant');
    expect(document.getElementById(cursor ?? '')?.textContent).toBe(selected());
    await keyboard('{Enter}');
    await expect.element(box()).not.toBeInTheDocument();
    await keyboard('{Escape}');
    await expect.element(box()).toHaveValue('dang ky');
    expect(desk.countOf('find_dossiers')).toBeGreaterThan(0);
  });

  test('asks nothing for one letter and once for a word typed at speed', async () => {
    const desk = await openDesk();
    await search('p');
    await expect.element(page.getByText('Gõ ít nhất 2 chữ.')).toBeVisible();
    expect(desk.countOf('find_dossiers')).toBe(0);
  });

  test('a whole code opens its dossier by itself, and only once', async () => {
    const desk = await openDesk();
    const code = desk.rows[2]?.lookup_code ?? '';
    await search(code);
    await expect.element(box()).not.toBeInTheDocument();
    await keyboard('{Escape}');
    await expect.element(box()).toHaveValue(code);
  });

  test('Enter before the rows have come opens what was typed, not what stood there', async () => {
    const desk = await openDesk();
    await search('phuong ngu');
    await expect.element(grid()).toBeVisible();
    await keyboard('{Control>}a{/Control}duong dang{Enter}');
    await expect.element(box()).not.toBeInTheDocument();
    const asked = desk.calls.findLast((call) => call.command === 'find_dossiers');
    expect(asked?.input).toMatchObject({ text: 'duong dang' });
    await keyboard('{F3}');
    await expect.element(grid().getByText('Đặng Thị Đường')).toBeVisible();
  });

  test('Ctrl+P prints the slip of the row under the cursor again', async () => {
    const desk = await openDesk();
    await search('dang ky');
    await expect.element(grid()).toBeVisible();
    await keyboard('{ArrowDown}');
    const row = document.querySelector('[aria-selected=true]')?.id ?? '';
    await keyboard('{Control>}p{/Control}');
    await expect.element(page.getByText(/Đã tạo PDF giấy hẹn, lần 1/)).toBeVisible();
    const printed = desk.calls.findLast((call) => call.command === 'print_receipt')?.input;
    expect(row).toContain((printed as { dossier_id: string }).dossier_id);
    const refusal = 'Hồ sơ chưa có ngày hẹn trả nên chưa tạo được giấy hẹn.';
    desk.failures.set('print_receipt', new CommandError('no_appointment', refusal));
    await keyboard('{Control>}p{/Control}');
    await expect.element(page.getByRole('alert')).toHaveTextContent(refusal);
  });

  test('slips are made on the paper that was chosen at this desk', async () => {
    const desk = await openDesk();
    await keyboard('{F1}');
    (page.getByRole('radio', { name: 'Khổ A5' }).element() as HTMLElement).focus();
    await keyboard('{ArrowRight}{Escape}');
    await search('dang ky');
    await expect.element(grid()).toBeVisible();
    await keyboard('{Control>}p{/Control}');
    await expect.element(page.getByText(/Đã tạo PDF giấy hẹn/)).toBeVisible();
    const printed = desk.calls.findLast((call) => call.command === 'print_receipt')?.input;
    expect(printed).toMatchObject({ paper: 'a4' });
    expect(localStorage.getItem('slip_paper')).toBe('a4');
  });

  test('nothing found says what to try', async () => {
    await openDesk();
    await search('pham van xyz');
    await expect.element(page.getByText(/Không thấy “pham van xyz”/)).toBeVisible();
    await page.getByRole('button', { name: /Bỏ tên/ }).click();
    await expect.element(box()).toHaveValue('');
    await expect.element(box()).toHaveFocus();
  });

  test('filters narrow what was found, by key', async () => {
    await openDesk();
    await search('dang ky');
    await expect.element(grid()).toBeVisible();
    await keyboard('{Alt>}t{/Alt}');
    await expect.poll(() => document.activeElement?.id).toBe('filter-status');
    await page.getByLabelText(/^Trạng thái/).selectOptions('Đã hủy');
    await expect.element(page.getByText('1 hồ sơ')).toBeVisible();
  });

  test('a failure is said with a way to ask again', async () => {
    const desk = await openDesk();
    desk.failures.set('find_dossiers', new CommandError('unexpected', 'Có lỗi ngoài dự kiến.'));
    await search('phuong');
    await expect.element(page.getByText('Có lỗi ngoài dự kiến.')).toBeVisible();
    await page.getByRole('button', { name: 'Thử lại' }).click();
    await expect.element(grid().getByText('Nguyễn Thị Phượng')).toBeVisible();
  });

  test('what another desk changed appears by itself', async () => {
    const desk = await openDesk();
    await search('phuong ngu');
    await expect.element(grid().getByText('Đã tiếp nhận')).toBeVisible();
    desk.rows = desk.rows.map((row) => ({
      ...row,
      status: 'overdue',
      status_text: 'Quá hạn 1 ngày',
    }));
    desk.tell('dossiers');
    await expect.element(grid().getByText('Quá hạn 1 ngày')).toBeVisible();
  });
});

describe('Tìm nhanh', () => {
  test('opens over everything, runs a thing, and gives the focus back', async () => {
    await openDesk();
    await page.getByLabelText('Nơi cư trú').click();
    await keyboard('{Control>}k{/Control}');
    await expect.element(page.getByRole('dialog', { name: 'Tìm nhanh' })).toBeVisible();
    await expectAccessible();
    await keyboard('{Escape}');
    await expect.element(page.getByLabelText('Nơi cư trú')).toHaveFocus();
    await keyboard('{Control>}k{/Control}tra cuu{Enter}');
    await expect.element(page.getByRole('heading', { name: 'Tra cứu hồ sơ' })).toBeVisible();
  });

  test('a dossier is one of the things', async () => {
    const desk = await openDesk();
    await keyboard('{Control>}k{/Control}phuong');
    await expect.element(page.getByRole('option', { name: /Nguyễn Thị Phượng/ })).toBeVisible();
    await keyboard('{Enter}');
    await expect.element(page.getByRole('dialog')).not.toBeInTheDocument();
    expect(desk.countOf('find_dossiers')).toBeGreaterThan(0);
  });
});

describe('Tìm nhanh by key', () => {
  test('Ctrl+G tells where the papers of the dossier are, also before the rows have come', async () => {
    await openDesk();
    await keyboard('{Control>}k{/Control}phuong ngu{Control>}g{/Control}');
    await expect.element(page.getByRole('heading', { name: 'Giấy tờ đang ở đâu' })).toBeVisible();
    await expect.element(page.getByText(/Nguyễn Thị Phượng/).first()).toBeVisible();
    await expect.element(page.getByRole('dialog')).not.toBeInTheDocument();
  });

  test('Enter on nothing keeps what was typed', async () => {
    const desk = await openDesk();
    await keyboard('{Control>}k{/Control}khong co ai{Enter}');
    await expect.poll(() => desk.countOf('find_dossiers')).toBeGreaterThan(0);
    await expect.element(page.getByText('Không thấy gì khớp.')).toBeVisible();
    await expect
      .element(page.getByLabelText('Tìm hồ sơ hoặc việc cần làm'))
      .toHaveValue('khong co ai');
  });

  test('what was just received may be taken back from here, and nothing before that', async () => {
    const desk = await openDesk();
    await keyboard('{Control>}k{/Control}huy viec vua');
    await expect.element(page.getByText('Không thấy gì khớp.')).toBeVisible();
    await keyboard('{Escape}');
    await page.getByLabelText('Họ, chữ đệm và tên').fill('Nông Thị Liên');
    await page.getByRole('combobox', { name: /^Thủ tục/ }).click();
    await keyboard('ks{Enter}');
    await expect
      .element(page.getByRole('checkbox', { name: 'Tờ khai đăng ký khai sinh' }))
      .toHaveFocus();
    await keyboard('0{F9}');
    await expect.element(page.getByText(/Đã tạo PDF giấy hẹn/)).toBeVisible();
    await keyboard('{Control>}k{/Control}huy viec vua{Enter}');
    await expect.element(page.getByText(/Hủy hồ sơ của Nông Thị Liên/)).toBeVisible();
    await page.getByLabelText('Lý do').fill('nhập nhầm');
    await keyboard('{Control>}{Enter}{/Control}');
    await expect.element(page.getByText(/Đã hủy hồ sơ 26/)).toBeVisible();
    const own = desk.calls.findLast((call) => call.command === 'cancel_dossier')?.input;
    expect(own).toMatchObject({ dossier_id: desk.rows[0]?.dossier_id });
  });
});

describe('the shell', () => {
  test('F-keys and their twins go to the same screens; unbuilt ones do nothing', async () => {
    await openDesk();
    await keyboard('{Alt>}[Digit2]{/Alt}');
    await expect.element(page.getByRole('heading', { name: 'Tra cứu hồ sơ' })).toBeVisible();
    await keyboard('{F6}');
    await expect.element(page.getByRole('heading', { name: 'Tra cứu hồ sơ' })).toBeVisible();
    await keyboard('{Alt>}[Digit1]{/Alt}');
    await expect.element(page.getByRole('heading', { name: /Tiếp nhận hồ sơ mới/ })).toBeVisible();
  });

  test('the text grows and shrinks by key and stays so for the person', async () => {
    await openDesk();
    await keyboard('{Control>}={/Control}');
    expect(document.documentElement.dataset['textSize']).toBe('large');
    await keyboard('{Control>}={/Control}{Control>}={/Control}');
    expect(document.documentElement.dataset['textSize']).toBe('xlarge');
    await keyboard('{Control>}-{/Control}');
    expect(document.documentElement.dataset['textSize']).toBe('large');
    expect(Object.values(localStorage)).toEqual(['large', 'large']);
  });

  test('F1 shows who is here and every key', async () => {
    await openDesk();
    await keyboard('{F1}');
    await expect.element(page.getByRole('dialog', { name: 'Vũ Thị Lan' })).toBeVisible();
    await expectAccessible();
  });

  test('a PIN is changed after the one in use was checked', async () => {
    const desk = await openDesk();
    await keyboard('{F1}');
    await page.getByRole('button', { name: 'Đổi mã PIN' }).click();
    await page.getByLabelText(/^Mã PIN đang dùng/).fill('000000');
    await page.getByLabelText(/^Mã PIN mới/).fill('246813');
    await page.getByLabelText(/^Nhập lại mã PIN mới/).fill('246813');
    await keyboard('{F9}');
    await expect.element(page.getByText(/Mã PIN chưa đúng/)).toBeVisible();
    await page.getByLabelText(/^Mã PIN đang dùng/).fill('135790');
    await keyboard('{F9}');
    await expect.element(page.getByText('Đã đổi mã PIN.')).toBeVisible();
    expect(desk.countOf('change_pin')).toBe(2);
  });

  test('training is told from real work', async () => {
    await openDesk({ training: true });
    await expect.element(page.getByText('TẬP HUẤN – không phải hồ sơ thật')).toBeVisible();
    expect(document.title).toMatch(/^TẬP HUẤN/);
  });
});

describe('the footer', () => {
  test.for([
    ['ok', 'Đã gửi hết · máy chủ nhận lần cuối 09:40'],
    ['sending', 'Đang gửi 3/12 việc…'],
    ['waiting', '12 việc chưa gửi lên máy chủ · gửi được lần cuối 07:52 hôm nay · đang mất mạng'],
    ['long_offline', '63 việc chưa gửi lên máy chủ · 2 ngày chưa gửi được · đang mất mạng'],
    ['sent_back', '1 việc máy chủ trả lại, chờ xem xét · 11 việc chưa gửi lên máy chủ'],
    ['never', 'Chưa gửi lần nào lên máy chủ · 12 việc chưa gửi lên máy chủ · đang mất mạng'],
  ] as const)('%s: %s', async ([sync, sentence]) => {
    await openDesk({ sync });
    const footer = () =>
      [...document.querySelectorAll('footer strong, footer [role=status] .part')]
        .map((part) => part.textContent?.trim())
        .join(' · ');
    await expect.poll(footer).toBe(sentence);
    await expectAccessible();
  });

  const says = async (text: RegExp) => {
    await expect.poll(() => document.querySelector('footer')?.textContent ?? '').toMatch(text);
  };

  test('a server out of reach is said as a lost network', async () => {
    const desk = await openDesk({ sync: 'waiting' });
    const unknown = { cable: 'unknown', router: 'unknown', internet: 'unknown' } as const;
    desk.sync.line = { ...desk.sync.line, ...unknown, server: 'fault', account: 'ok' };
    desk.tell('sync');
    await says(/12 việc chưa gửi .*07:52 hôm nay.*đang mất mạng.*tự thử lại sau/);
  });

  test('a server that answers badly is not called a lost network', async () => {
    const desk = await openDesk({ sync: 'waiting' });
    desk.sync.line = { ...desk.sync.line, internet: 'ok', server: 'fault' };
    desk.tell('sync');
    await says(/lần thử gần nhất chưa gửi được/);
    expect(document.querySelector('footer')?.textContent).not.toMatch(/mất mạng/);
    desk.sync.line = { ...desk.sync.line, internet: 'unknown', server: 'unknown' };
    desk.tell('sync');
    await says(/lần thử gần nhất chưa gửi được/);
  });

  test('the post says it in two words', async () => {
    await openDesk({ sync: 'ok', postal: true });
    await expect.element(page.getByText('Đã gửi', { exact: true })).toBeVisible();
  });
});

test.for([...SIZES, ...SMALLEST])('is accessible and whole at $name', async (size) => {
  await openDesk({ sync: 'long_offline' });
  await search('dang');
  await expect.element(grid()).toBeVisible();
  await resize(size);
  await expectAccessible();
  expectNothingCut();
});

test.for(['{F6}', '{Alt>}[Digit5]{/Alt}'])(
  '%s on a row begins the giving back, and only once',
  async (key) => {
    await openDesk();
    await userEvent.keyboard('{F3}phuong ngu');
    await expect.element(page.getByRole('grid', { name: 'Hồ sơ tìm thấy' })).toBeVisible();
    await userEvent.keyboard(key);
    await expect.element(page.getByRole('dialog', { name: /^Trả/ })).toBeVisible();
    await userEvent.keyboard('{Escape}{Control>}g{/Control}');
    await expect.element(page.getByRole('grid', { name: 'Các lần giao nhận' })).toBeVisible();
    await userEvent.keyboard('{Escape}');
    await expect.element(page.getByRole('grid', { name: 'Diễn biến' })).toHaveFocus();
    expect(page.getByRole('dialog').elements()).toEqual([]);
  },
);
