// Handing papers over and taking them, by keyboard alone: drawn up, counted, signed by two people,
// each with her own PIN; refused, taken back; what went wrong said in words.
import { describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { AcceptHandoffForm, OfferHandoffForm } from '$lib/ipc/bindings';
import type { MockDesk } from '$lib/ipc/mock/desk';
import { CommandError } from '$lib/ipc/transport';
import { expectAccessible, expectNothingCut, openDesk, resize, SIZES, SMALLEST } from './openDesk';

const keyboard = (keys: string) => userEvent.keyboard(keys);
const waiting = () => page.getByRole('grid', { name: 'Chờ bàn giao' });
const papers = () => page.getByRole('grid', { name: 'Giấy tờ trên phiếu' });
const counted = () => page.getByLabelText('Số tập giấy đếm được');
const lastInput = <T>(desk: MockDesk, command: string): T =>
  desk.calls.findLast((call) => call.command === command)?.input as T;

async function openF4() {
  await keyboard('{F4}');
  await expect.element(waiting()).toHaveFocus();
}

/** Puts two dossiers on the manifest and counts them. */
async function drawUpTwo() {
  await openF4();
  await keyboard(' {ArrowDown} ');
  await expect.element(page.getByText('2 / 3 hồ sơ').first()).toBeVisible();
  await counted().fill('2');
}

async function sign(pin = '135790') {
  await expect.element(page.getByRole('dialog')).toBeVisible();
  await page.getByLabelText(/^Mã PIN của/).fill(pin);
  await keyboard('{F9}');
}

async function openIncoming() {
  await keyboard('{F4}{Alt>}h{/Alt}');
  await expect.element(page.getByRole('grid', { name: 'Phiếu giao đến' })).toHaveFocus();
  await keyboard('{Enter}');
  await expect.element(papers()).toHaveFocus();
}

describe('Lập phiếu giao', () => {
  test('chooses by Space, counts, signs with the giver’s PIN and offers the taker’s turn', async () => {
    const desk = await openDesk();
    await drawUpTwo();
    await keyboard('{F9}');
    await sign();
    await expect.element(page.getByText(/Đã giao phiếu \d+: 2 giấy tờ gốc/)).toBeVisible();
    const form = lastInput<OfferHandoffForm>(desk, 'offer_handoff');
    expect(form.lines.map((line) => line.paper_ids)).toEqual([null, null]);
    expect(form.counted_bundles).toBe(2);
    expect(form.act_id).toMatch(/^[0-9a-f]{32}$/);
    await expect.element(page.getByRole('button', { name: /Bên nhận nhập PIN/ })).toHaveFocus();
  });

  test('Ctrl+A chooses the group of the office, and none when all of it was chosen', async () => {
    await openDesk();
    await openF4();
    await keyboard('{Control>}a{/Control}');
    await expect.element(page.getByText('2 / 3 hồ sơ').first()).toBeVisible();
    await keyboard('{Control>}a{/Control}');
    await expect.element(page.getByText('0 / 3 hồ sơ').first()).toBeVisible();
  });

  test('what is bound elsewhere is named, and what nobody knows is said to be so', async () => {
    await openDesk();
    await openF4();
    await expect.element(page.getByText(/thường giao cho Văn phòng HĐND và UBND/)).toBeVisible();
    await expect.element(page.getByText(/chưa rõ nơi đến/)).toBeVisible();
    await keyboard('{End} ');
    await expect
      .element(page.getByText(/thuộc Bưu điện văn hóa xã Hưng Đạo, phiếu này cho Văn phòng/))
      .toBeVisible();
    await keyboard(' ');
    await expect.element(page.getByText(/Để riêng ra/)).not.toBeInTheDocument();
  });

  test('Enter opens a dossier to its papers, and what is not ticked stays behind', async () => {
    const desk = await openDesk();
    await openF4();
    await keyboard('{Enter}');
    await expect.element(page.getByRole('dialog', { name: /Giấy tờ giao đi/ })).toBeVisible();
    await expectAccessible();
    await keyboard('13');
    await expect.element(page.getByText('1 / 3 giấy tờ đi theo phiếu')).toBeVisible();
    await keyboard('{F9}');
    await expect.element(waiting()).toHaveFocus();
    await expect.element(page.getByText('1 giấy tờ gốc, 0 giấy tờ khác').first()).toBeVisible();
    await counted().fill('1');
    await keyboard('{F9}');
    await sign();
    await expect.element(page.getByText(/Đã giao phiếu/)).toBeVisible();
    const [line] = lastInput<OfferHandoffForm>(desk, 'offer_handoff').lines;
    expect(line?.paper_ids).toHaveLength(1);
  });

  test('a dossier of which nothing is ticked is not on the manifest', async () => {
    await openDesk();
    await openF4();
    await keyboard(' ');
    await page.getByRole('button', { name: /Chọn từng giấy tờ của/ }).click();
    await keyboard('123{F9}');
    await expect.element(page.getByText('0 / 3 hồ sơ').first()).toBeVisible();
    await keyboard('{F9}');
    await expect.element(page.getByText('Chọn ít nhất một hồ sơ để giao.')).toBeVisible();
  });

  test('a count that differs stops the signature and leads to the box', async () => {
    const desk = await openDesk();
    await drawUpTwo();
    await counted().fill('3');
    await keyboard('{F9}');
    await expect
      .element(page.getByText('Đếm được 3 tập, phiếu ghi 2 hồ sơ. Đếm lại trước khi ký.'))
      .toBeVisible();
    await expect.element(counted()).toHaveFocus();
    await expectAccessible();
    expect(desk.countOf('offer_handoff')).toBe(0);
  });

  test('a wrong PIN keeps the manifest, and the second try carries the same act', async () => {
    const desk = await openDesk();
    await drawUpTwo();
    await keyboard('{F9}');
    await sign('000000');
    await expect.element(page.getByText(/Mã PIN chưa đúng/)).toBeVisible();
    const first = lastInput<OfferHandoffForm>(desk, 'offer_handoff').act_id;
    await sign();
    await expect.element(page.getByText(/Đã giao phiếu/)).toBeVisible();
    expect(lastInput<OfferHandoffForm>(desk, 'offer_handoff').act_id).toBe(first);
  });

  test('looking something up loses nothing of the manifest', async () => {
    await openDesk();
    await drawUpTwo();
    await keyboard('{F3}');
    await expect.element(page.getByRole('heading', { name: 'Tra cứu hồ sơ' })).toBeVisible();
    await keyboard('{Escape}');
    await expect.element(page.getByText('2 / 3 hồ sơ').first()).toBeVisible();
    await expect.element(counted()).toHaveValue('2');
  });

  test('says when nothing waits, and when the list cannot be read', async () => {
    const desk = await openDesk();
    desk.rows = [];
    await keyboard('{F4}');
    await expect.element(page.getByText(/Không còn giấy tờ nào chờ bàn giao/)).toBeVisible();
    desk.failures.set('list_hand_over', new CommandError('unexpected', 'Có lỗi ngoài dự kiến.'));
    desk.tell('handoffs');
    await expect.element(page.getByText('Có lỗi ngoài dự kiến.')).toBeVisible();
  });
});

describe('Nhận bàn giao', () => {
  test('counts paper by paper with number keys, writes the difference down, signs', async () => {
    const desk = await openDesk();
    await openIncoming();
    await expect.element(page.getByText('Chữ ký bên giao đúng.')).toBeVisible();
    await keyboard('12');
    await expect.element(page.getByText('Đã đếm 2 / 9 giấy tờ · 1 sai lệch')).toBeVisible();
    await keyboard('1111111');
    await counted().fill('3');
    await keyboard('{F9}');
    const note = page.getByRole('textbox', { name: /^Giấy chứng nhận đã cấp .*Thiếu trong túi/ });
    await expect.element(note).toHaveFocus();
    await keyboard('không có trong túi');
    await keyboard('{F9}');
    await sign();
    const said = page.getByText(/Đã ký nhận phiếu 26112090000181/);
    await expect.element(said).toBeInViewport({ ratio: 0.99 });
    await expect.element(page.getByText('Nhận, có sai lệch (1)')).toBeVisible();
    const form = lastInput<AcceptHandoffForm>(desk, 'accept_handoff');
    expect(form.taker_person_id).toBeNull();
    expect(form.counted_bundles).toBe(3);
    const found = form.lines.flatMap((line) => line.papers);
    expect(found.filter((paper) => paper.outcome !== 'accepted')).toEqual([
      { paper_id: found[1]?.paper_id, outcome: 'missing', note: 'không có trong túi' },
    ]);
  });

  test('looking something up loses nothing that was counted', async () => {
    await openDesk();
    await openIncoming();
    await keyboard('12');
    await page.getByRole('textbox', { name: /^Giấy chứng nhận đã cấp/ }).fill('không có');
    await counted().fill('3');
    for (const away of ['{F3}', '{Control>}g{/Control}']) {
      await keyboard(away);
      await expect.element(papers()).not.toBeInTheDocument();
      await keyboard('{Escape}');
      await expect.element(page.getByText('Đã đếm 2 / 9 giấy tờ · 1 sai lệch')).toBeVisible();
    }
    await expect.element(counted()).toHaveValue('3');
    await expect
      .element(page.getByRole('textbox', { name: /^Giấy chứng nhận đã cấp/ }))
      .toHaveValue('không có');
  });

  test('Esc asks once something was counted; going back is the default', async () => {
    await openDesk();
    await openIncoming();
    await keyboard('1{Escape}');
    const question = page.getByRole('dialog', { name: 'Rời phiếu đang đếm?' });
    await expect.element(question.getByText(/Đã đếm 1 \/ 9 giấy tờ, chưa ký/)).toBeVisible();
    await expect.element(page.getByRole('button', { name: /Quay lại/ })).toHaveFocus();
    await expectAccessible();
    await keyboard('{Enter}');
    await expect.element(papers()).toHaveFocus();
    await keyboard('{Escape}');
    await page.getByRole('button', { name: /Rời phiếu/ }).click();
    await expect.element(page.getByRole('grid', { name: 'Phiếu giao đến' })).toHaveFocus();
  });

  test('nothing counted by the machine: F9 says how many are left', async () => {
    const desk = await openDesk();
    await openIncoming();
    await keyboard('0');
    await keyboard('{F9}');
    await expect.element(page.getByText('Còn 6 giấy tờ chưa đếm.')).toBeVisible();
    expect(desk.countOf('accept_handoff')).toBe(0);
  });

  test('refuses the whole manifest with a reason', async () => {
    const desk = await openDesk();
    await openIncoming();
    await keyboard('{Alt>}t{/Alt}');
    await expect.element(page.getByRole('dialog', { name: /Từ chối nhận cả phiếu/ })).toBeVisible();
    await keyboard('{F9}');
    await expect.element(page.getByText('Còn trống: Lý do.')).toBeVisible();
    await page.getByLabelText('Lý do').fill('niêm phong rách');
    await sign();
    await expect.element(page.getByText(/Đã từ chối phiếu/)).toBeVisible();
    expect(lastInput(desk, 'refuse_handoff')).toMatchObject({
      reason: 'niêm phong rách',
      taker_person_id: null,
    });
  });

  test('the paper with both signatures is recorded once the manifest is answered', async () => {
    const desk = await openDesk();
    await openIncoming();
    await keyboard('000');
    await counted().fill('3');
    await keyboard('{F9}');
    await sign();
    await expect.element(page.getByText(/Chưa ghi là biên bản giấy có đủ chữ ký/)).toBeVisible();
    await keyboard('{Control>}p{/Control}');
    await expect.element(page.getByText(/Đã tạo PDF biên bản/)).toBeVisible();
    await keyboard('{Alt>}b{/Alt}');
    await expect.element(page.getByText(/biên bản giấy có đủ chữ ký/)).toBeVisible();
    expect(lastInput(desk, 'record_signed_print')).toMatchObject({
      form: 'handover_minutes',
      signed: true,
    });
  });
});

describe('on the giver’s machine', () => {
  test('the other side counts and signs with her own PIN; the giver is not among them', async () => {
    const desk = await openDesk();
    await openF4();
    await page.getByLabelText('Giao cho').selectOptions('Bưu điện văn hóa xã Hưng Đạo');
    await page.getByRole('row', { name: /Trần Văn Bình/ }).click();
    await counted().fill('1');
    await keyboard('{F9}');
    await sign();
    await keyboard('{Enter}');
    await expect.element(papers()).toHaveFocus();
    await keyboard('0');
    await counted().fill('1');
    await keyboard('{F9}');
    await expect.element(page.getByText('Người của bên nhận tự nhập mã PIN.')).toBeVisible();
    const who = page.getByLabelText('Người ký').element() as HTMLSelectElement;
    expect([...who.options].map((option) => option.textContent)).toEqual([
      'Hoàng Thị Hoa – Bưu điện văn hóa xã Hưng Đạo',
      'Lý A Páo – Bưu điện văn hóa xã Hưng Đạo',
    ]);
    await sign();
    await expect.element(page.getByText(/Đã ký nhận phiếu/)).toBeVisible();
    const form = lastInput<AcceptHandoffForm>(desk, 'accept_handoff');
    expect(form.taker_person_id).toBe('b3'.padStart(32, '0'));
  });

  test('nobody of the taking office is at this machine: said so, and no PIN is asked for', async () => {
    await openDesk();
    await openF4();
    await keyboard(' ');
    await counted().fill('1');
    await keyboard('{F9}');
    await sign();
    await keyboard('{Enter}');
    await expect.element(papers()).toHaveFocus();
    await keyboard('0');
    await counted().fill('1');
    await keyboard('{F9}');
    await expect.element(page.getByText(/chưa có ai của bên nhận đã kích hoạt/)).toBeVisible();
    expect(page.getByLabelText(/^Mã PIN của/).elements()).toEqual([]);
  });

  test('opened again later, Alt+P hands the screen to the taking side with the papers in focus', async () => {
    await openDesk();
    await keyboard('{F4}{Alt>}d{/Alt}');
    await expect.element(page.getByRole('grid', { name: 'Phiếu đã giao' })).toHaveFocus();
    await keyboard('{Enter}');
    await expect.element(page.getByText('Chưa ai ký nhận.')).toBeVisible();
    await keyboard('{Alt>}p{/Alt}');
    await expect.element(page.getByRole('heading', { name: /^Nhận bàn giao phiếu/ })).toBeVisible();
    await expect.element(papers()).toHaveFocus();
    await keyboard('{Alt>}t{/Alt}');
    await expect.element(page.getByLabelText('Người ký')).toHaveFocus();
  });

  test('takes back what nobody has signed', async () => {
    const desk = await openDesk();
    await keyboard('{F4}{Alt>}d{/Alt}');
    await expect.element(page.getByRole('grid', { name: 'Phiếu đã giao' })).toHaveFocus();
    await keyboard('{Enter}');
    await expect.element(page.getByText('Chưa ai ký nhận.')).toBeVisible();
    await keyboard('{Alt>}r{/Alt}');
    await page.getByLabelText('Lý do').fill('nhầm nơi nhận');
    await sign();
    await expect.element(page.getByText(/Đã rút lại phiếu/)).toBeVisible();
    expect(desk.countOf('withdraw_handoff')).toBe(1);
  });
});

describe.for([...SIZES, ...SMALLEST])('at $name', (size) => {
  test('drawing up is accessible and whole', async () => {
    await openDesk({ sync: 'long_offline' });
    await openF4();
    await keyboard(' ');
    await resize(size);
    await expectAccessible();
    expectNothingCut();
  });

  test('counting is accessible and whole', async () => {
    await openDesk();
    await openIncoming();
    await keyboard('13');
    await resize(size);
    await expectAccessible();
    expectNothingCut();
  });
});
