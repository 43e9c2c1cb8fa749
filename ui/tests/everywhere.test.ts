// What must hold wherever a clerk may be, dialogs and all: no violation that axe knows of, nothing cut
// in large text, and every box of text holds what UniKey typed. The last test holds the list of scenes
// against the sources: a component that is on screen in none of them fails it.
import { afterAll, describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { chordsInUse } from '$lib/components/keys';
import {
  expectAccessible,
  expectDialogWhole,
  expectNothingCut,
  openDesk,
  resize,
} from './openDesk';
import { SCENES } from './scenes';
import { typeWithUnikey } from './unikeySim';

const WIDE = [
  { width: 1366, height: 768, text: 'normal' },
  { width: 1366, height: 768, text: 'xlarge' },
] as const;
const NARROW = [{ width: 1024, height: 700, text: 'xlarge' }] as const;

const SENTENCE = 'Nguyễn Thị Phượng bố đường';

/** Components that were on screen in some scene. */
const seen = new Set<string>();

/** What Svelte notes on each element while it is being developed. */
interface Origin {
  loc?: { file: string };
  file?: string;
  parent?: Origin | null;
}

function note() {
  for (const element of document.querySelectorAll('*')) {
    let origin = (element as Element & { __svelte_meta?: Origin }).__svelte_meta ?? null;
    while (origin) {
      const file = origin.loc?.file ?? origin.file;
      if (file) seen.add(file.replace(/^.*src\//, ''));
      origin = origin.parent ?? null;
    }
  }
}

/** Boxes that somebody may type into here: under a dialog nobody can. */
function boxes(): HTMLInputElement[] {
  const dialog = [...document.querySelectorAll('dialog[open]')].at(-1);
  const all = (dialog ?? document).querySelectorAll<HTMLInputElement>('input, textarea');
  return [...all].filter(
    (box) =>
      !['checkbox', 'radio'].includes(box.type) && !box.disabled && box.offsetParent !== null,
  );
}

describe.for(SCENES)('$name', ({ options, narrow, open }) => {
  test('is accessible, whole, and holds what UniKey types', async () => {
    const desk = await openDesk(options);
    if (narrow) await resize(NARROW[0]);
    await open?.(desk);
    for (const size of narrow ? NARROW : [...WIDE, ...NARROW]) {
      await resize(size);
      await expectAccessible();
      expectNothingCut();
      expectDialogWhole();
    }
    note();
    for (const box of boxes()) {
      const isDigits = box.inputMode === 'numeric';
      box.focus();
      box.select();
      await typeWithUnikey(box, isDigits ? '12' : SENTENCE, 0);
      expect(box.value, box.id).toBe(isDigits ? '12' : SENTENCE);
    }
  });
});

/** Keys drawn on what can be pressed in the screen itself. */
function drawnKeys(): string[] {
  const keys = document.querySelectorAll<HTMLElement>('main button kbd, main label kbd');
  return [...keys].filter((key) => key.offsetParent !== null).map((key) => key.textContent);
}

const SCREENS = [
  'Tiếp nhận: vừa xong',
  'Tra cứu: thấy',
  'Chi tiết hồ sơ',
  'Giấy tờ đang ở đâu',
  'Bàn giao: đã giao, chờ ký nhận',
  'Bàn giao: phiếu đến',
  'Nhận: đếm',
  'Đồng bộ: lâu chưa gửi',
];
test.for(SCENES.filter(({ name }) => SCREENS.includes(name)))(
  'F1 names every key that is drawn: $name',
  async ({ options, open }) => {
    const desk = await openDesk(options);
    await open?.(desk);
    const drawn = drawnKeys();
    expect(drawn.length).toBeGreaterThan(0);
    await userEvent.keyboard('{F1}');
    const help = page.getByRole('dialog');
    await expect.element(help.getByText('Phím của màn hình này')).toBeVisible();
    const named = [...help.element().querySelectorAll('kbd')].map((key) => key.textContent);
    expect(drawn.filter((chord) => !named.includes(chord))).toEqual([]);
  },
);

/** Keys that the help names together. */
const TOGETHER: Record<string, string> = {
  Escape: 'Esc',
  'Ctrl+ArrowDown': 'Ctrl+↓ ↑',
  'Ctrl+ArrowUp': 'Ctrl+↓ ↑',
  'Ctrl+=': 'Ctrl+= -',
  'Ctrl+-': 'Ctrl+= -',
};
/** Named by the help, and done by the field or the list that has the focus, or by a twin. */
const OF_THE_FOCUS = ['Ctrl+A', 'Ctrl+Enter'];

test.for(SCENES.filter(({ name }) => SCREENS.includes(name)))(
  'F1 names every key that works, and none that does not: $name',
  async ({ options, open }) => {
    const desk = await openDesk(options);
    await open?.(desk);
    const working = new Set(chordsInUse().map((chord) => TOGETHER[chord] ?? chord));
    await userEvent.keyboard('{F1}');
    const help = page.getByRole('dialog');
    await expect.element(help.getByText('Phím của màn hình này')).toBeVisible();
    const named = [...help.element().querySelectorAll('li kbd')].map((key) => key.textContent);
    expect([...working].filter((chord) => !named.includes(chord))).toEqual([]);
    const chords = named.filter((key) => /^(F\d+|Esc|(Ctrl|Alt)\+.+)$/.test(key));
    const idle = chords.filter((chord) => !working.has(chord) && !OF_THE_FOCUS.includes(chord));
    expect(idle).toEqual([]);
  },
);

afterAll(() => page.viewport(1366, 768));

test('every component is on screen in some scene', () => {
  const files = Object.keys(import.meta.glob('/src/**/*.svelte')).map((path) =>
    path.replace(/^.*src\//, ''),
  );
  expect(files.filter((file) => !seen.has(file))).toEqual([]);
});
