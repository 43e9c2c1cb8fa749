// Every field that takes text, against every way text comes in. A component with an input of its
// own that is not in this list fails the first test.
import { tick } from 'svelte';
import { describe, expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { page } from 'vitest/browser';
import DateField from '$lib/components/DateField.svelte';
import DigitsField from '$lib/components/DigitsField.svelte';
import TextField from '$lib/components/TextField.svelte';
import CountField from '$lib/custody/CountField.svelte';
import AddPaper from '$lib/dossier/AddPaper.svelte';
import SearchBox from '$lib/dossier/SearchBox.svelte';
import PinField from '$lib/staff/PinField.svelte';
import ComboboxTrial from './ComboboxTrial.svelte';
import PaperCountsTrial from './PaperCountsTrial.svelte';
import { paste, typeWithComposition, typeWithUnikey, wedgeBurst } from './unikeySim';

const SENTENCE = 'Nguyễn Thị Phượng bố đường';
const LABEL = 'Ô thử';
const nothing = () => undefined;

/** Components that draw a text input themselves; the others are made of these. */
const COVERED = ['TextField', 'Combobox', 'PinField', 'PaperCounts', 'AddPaper', 'CountField'];

test('every component with a text input of its own is tried here', () => {
  const sources = import.meta.glob<string>('/src/**/*.svelte', {
    query: '?raw',
    import: 'default',
    eager: true,
  });
  const drawing = Object.entries(sources)
    .filter(([, source]) =>
      [...source.matchAll(/<(input|textarea)\b[^]*?\/?>/g)].some(
        ([tag]) => !/type="(checkbox|radio)"/.test(tag),
      ),
    )
    .map(([path]) => path.replace(/^.*\/(\w+)\.svelte$/, '$1'));
  expect(drawing.toSorted()).toEqual(COVERED.toSorted());
});

async function inputOf(label: string | RegExp): Promise<HTMLInputElement> {
  const locator = page.getByLabelText(label).first();
  await expect.element(locator).toBeVisible();
  return locator.element() as HTMLInputElement;
}

/** Fields of free text: what was meant is what stands there. */
const FREE_TEXT: { name: string; open: () => Promise<HTMLInputElement> }[] = [
  {
    name: 'TextField',
    open: async () => {
      await render(TextField, { label: LABEL, value: '' });
      return inputOf(LABEL);
    },
  },
  {
    name: 'Combobox',
    open: async () => {
      await render(ComboboxTrial, { label: LABEL });
      return inputOf(LABEL);
    },
  },
  {
    name: 'SearchBox',
    open: async () => {
      const list = { controls: 'list', active: undefined, expanded: false };
      await render(SearchBox, {
        label: LABEL,
        text: '',
        onmove: nothing,
        onopen: nothing,
        ...list,
      });
      return inputOf(LABEL);
    },
  },
  {
    name: 'AddPaper',
    open: async () => {
      await render(AddPaper, { onadd: nothing });
      await page.getByRole('button').click();
      return inputOf('Tên giấy tờ');
    },
  },
];

describe.for(FREE_TEXT)('$name', ({ open }) => {
  test.for([0, 8])('holds what UniKey typed, %i ms between its keys', async (gap) => {
    const field = await open();
    await typeWithUnikey(field, SENTENCE, gap);
    expect(field.value).toBe(SENTENCE);
  });

  test('holds what a composing input method typed', async () => {
    const field = await open();
    typeWithComposition(field, SENTENCE);
    await tick();
    expect(field.value).toBe(SENTENCE);
    expect(document.activeElement).toBe(field);
  });

  test('takes a pasted sentence whole and keeps it when left', async () => {
    const field = await open();
    paste(field, SENTENCE);
    field.blur();
    await tick();
    if (field.isConnected) expect(field.value).toBe(SENTENCE);
  });

  test('loses nothing of a scanner burst', async () => {
    const field = await open();
    let seen = '';
    field.addEventListener('input', () => (seen = field.value));
    wedgeBurst(field, '26112002000412');
    await tick();
    expect(seen).toBe('26112002000412');
  });
});

describe('DigitsField', () => {
  async function open(letters = false) {
    await render(DigitsField, { label: LABEL, value: '', letters });
    return inputOf(LABEL);
  }

  test('keeps pasted spaces and dots until it is left', async () => {
    const field = await open();
    paste(field, '0912.345 678');
    expect(field.value).toBe('0912.345 678');
    field.blur();
    await tick();
    expect(field.value).toBe('0912345678');
  });

  test('lets no letter in that is typed by hand, with UniKey on', async () => {
    const field = await open();
    await typeWithUnikey(field, '0041a90', 0);
    expect(field.value).toBe('004190');
  });

  test('never blocks an input method, and strips when left', async () => {
    const field = await open();
    typeWithComposition(field, '0041');
    await tick();
    expect(field.value).toBe('0041');
  });

  test('takes a scanner burst', async () => {
    const field = await open();
    wedgeBurst(field, '004190123456');
    expect(field.value).toBe('004190123456');
  });

  test('keeps the letters of a passport', async () => {
    const field = await open(true);
    await typeWithUnikey(field, 'C1234567', 8);
    field.blur();
    await tick();
    expect(field.value).toBe('C1234567');
  });
});

describe('DateField', () => {
  async function open() {
    await render(DateField, { label: LABEL, value: null });
    return inputOf(LABEL);
  }

  test.for([
    ['02091990', '02/09/1990'],
    ['2/9/90', '02/09/1990'],
    ['1990', '1990'],
    ['2.9.1990', '02/09/1990'],
  ] as const)('%s becomes %s when left, never before', async ([typed, shown]) => {
    const field = await open();
    await typeWithUnikey(field, typed, 0);
    expect(field.value).toBe(typed);
    field.blur();
    await tick();
    expect(field.value).toBe(shown);
  });

  test('says that a day does not exist, and leaves it standing', async () => {
    const field = await open();
    paste(field, '31/02/1990');
    field.blur();
    await expect.element(page.getByText(/Không có ngày 31\/02\/1990/)).toBeVisible();
    expect(field.value).toBe('31/02/1990');
  });

  test('takes a composition and a burst', async () => {
    const field = await open();
    typeWithComposition(field, '2/9/90');
    field.select();
    wedgeBurst(field, '02091990');
    expect(field.value).toBe('02091990');
  });
});

describe('PinField', () => {
  test.for(['unikey', 'composition', 'paste', 'burst'] as const)(
    'six digits by %s send it once',
    async (way) => {
      let sent = 0;
      await render(PinField, { label: LABEL, value: '', onfull: () => (sent += 1) });
      const field = await inputOf(new RegExp(LABEL));
      if (way === 'unikey') await typeWithUnikey(field, '135790', 8);
      else if (way === 'composition') typeWithComposition(field, '135790');
      else if (way === 'paste') paste(field, '135790');
      else wedgeBurst(field, '135790');
      expect(field.value).toBe('135790');
      expect(sent).toBe(1);
    },
  );
});

describe('CountField', () => {
  test.for(['unikey', 'composition', 'paste', 'burst'] as const)('bundles by %s', async (way) => {
    await render(CountField, { value: '' });
    const field = await inputOf('Số tập giấy đếm được');
    if (way === 'unikey') await typeWithUnikey(field, '12', 8);
    else if (way === 'composition') typeWithComposition(field, '12');
    else if (way === 'paste') paste(field, '12 tập');
    else wedgeBurst(field, '12');
    field.focus();
    field.blur();
    await expect.poll(() => field.value).toBe('12');
  });
});

describe('PaperCounts', () => {
  test.for(['unikey', 'composition', 'paste', 'burst'] as const)('counts by %s', async (way) => {
    await render(PaperCountsTrial);
    const field = document.querySelector('input');
    if (!field) throw new Error('no count is open');
    field.select();
    if (way === 'unikey') await typeWithUnikey(field, '12', 8);
    else if (way === 'composition') typeWithComposition(field, '12');
    else if (way === 'paste') paste(field, '12');
    else wedgeBurst(field, '12');
    if (way !== 'burst') field.blur();
    await expect.element(page.getByTestId('originals')).toHaveTextContent('12');
  });
});

test('a combobox lists without writing into the box, and Enter picks', async () => {
  await render(ComboboxTrial, { label: LABEL });
  const field = await inputOf(LABEL);
  await typeWithUnikey(field, 'kết', 0);
  expect(field.value).toBe('kết');
  field.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true }));
  expect(field.value).toBe('kết');
  field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
  await expect.element(page.getByTestId('picked')).toHaveTextContent('Đăng ký kết hôn');
});

test('an Enter that belongs to an input method picks nothing', async () => {
  await render(ComboboxTrial, { label: LABEL });
  typeWithComposition(await inputOf(LABEL), 'kết');
  await expect.element(page.getByTestId('picked')).toHaveTextContent('');
});
