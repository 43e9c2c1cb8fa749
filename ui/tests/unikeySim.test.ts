// The simulator itself must do what the input methods do, and must see a field that breaks them.
import { expect, test } from 'vitest';
import { telexKeys, typeWithUnikey, unikeySteps } from './unikeySim';

function plainField(): HTMLInputElement {
  const field = document.createElement('input');
  document.body.append(field);
  return field;
}

test('a word is typed by its telex keys', () => {
  expect(telexKeys('bố').join('')).toBe('boos');
  expect(telexKeys('Phượng').join('')).toBe('Phuwowngj');
  expect(telexKeys('đường').join('')).toBe('dduwowngf');
});

test('a tone takes letters back and types them with the tone', () => {
  expect(unikeySteps('bố')).toEqual([
    { back: 0, insert: 'b' },
    { back: 0, insert: 'o' },
    { back: 1, insert: 'ô' },
    { back: 1, insert: 'ố' },
  ]);
});

test('a plain field ends with what was meant', async () => {
  const field = plainField();
  await typeWithUnikey(field, 'Nguyễn Thị Phượng', 0);
  expect(field.value).toBe('Nguyễn Thị Phượng');
  field.remove();
});

test('a field that completes inline is found out', async () => {
  const field = plainField();
  field.addEventListener('input', (event) => {
    if ((event as InputEvent).inputType !== 'insertText') return;
    const typed = field.value;
    const whole = ['bong', 'bô lão'].find((one) => one.startsWith(typed) && one !== typed);
    if (!whole) return;
    field.value = whole;
    field.setSelectionRange(typed.length, whole.length);
  });
  await typeWithUnikey(field, 'bố', 0);
  expect(field.value).not.toBe('bố');
  field.remove();
});

test('a field that writes its value back late is found out', async () => {
  const field = plainField();
  field.addEventListener('input', () => {
    const value = field.value;
    setTimeout(() => (field.value = value), 12);
  });
  await typeWithUnikey(field, 'bố bố bố', 8);
  expect(field.value).not.toBe('bố bố bố');
  field.remove();
});
