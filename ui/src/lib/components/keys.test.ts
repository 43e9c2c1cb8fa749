// The key map: names of chords, layers, and silence while an input method works.
import { afterEach, describe, expect, test } from 'vitest';
import { chordOf, pushKeys } from './keys';

const undo: (() => void)[] = [];
afterEach(() => {
  for (const takeAway of undo.splice(0)) takeAway();
});

function press(key: string, init: KeyboardEventInit = {}): KeyboardEvent {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...init });
  document.body.dispatchEvent(event);
  return event;
}

describe('a chord', () => {
  test.for([
    ['F9', { key: 'F9', code: 'F9' }],
    ['Shift+F9', { key: 'F9', code: 'F9', shiftKey: true }],
    ['Ctrl+K', { key: 'k', code: 'KeyK', ctrlKey: true }],
    ['Ctrl+=', { key: '+', code: 'Equal', ctrlKey: true }],
    ['Ctrl+-', { key: '-', code: 'NumpadSubtract', ctrlKey: true }],
    // With Alt, layouts put signs on the digits: the position counts.
    ['Alt+8', { key: '•', code: 'Digit8', altKey: true }],
    ['8', { key: '8', code: 'Numpad8' }],
    ['Ctrl+Enter', { key: 'Enter', code: 'Enter', ctrlKey: true }],
    ['Ctrl+ArrowDown', { key: 'ArrowDown', code: 'ArrowDown', ctrlKey: true }],
  ] as const)('%s has its name', ([name, init]) => {
    expect(chordOf(new KeyboardEvent('keydown', init))).toBe(name);
  });

  test('is none while an input method composes', () => {
    const init = { key: 'Enter', code: 'Enter' };
    expect(chordOf(new KeyboardEvent('keydown', { ...init, isComposing: true }))).toBeNull();
    expect(chordOf(new KeyboardEvent('keydown', { ...init, keyCode: 229 }))).toBeNull();
    expect(chordOf(new KeyboardEvent('keydown', { ...init, key: 'Process' }))).toBeNull();
  });

  test('is none for Alt with the number pad, which is how some scanners type', () => {
    const init = { key: '8', code: 'Numpad8', altKey: true };
    expect(chordOf(new KeyboardEvent('keydown', init))).toBeNull();
  });

  test('is none for a modifier alone', () => {
    expect(
      chordOf(new KeyboardEvent('keydown', { key: 'Control', code: 'ControlLeft' })),
    ).toBeNull();
  });
});

describe('layers', () => {
  test('the topmost that knows a key runs it, and the key goes no further', () => {
    const ran: string[] = [];
    undo.push(pushKeys({ F9: () => ran.push('below'), F8: () => ran.push('below F8') }));
    undo.push(pushKeys({ F9: () => ran.push('above') }));
    expect(press('F9', { code: 'F9' }).defaultPrevented).toBe(true);
    press('F8', { code: 'F8' });
    expect(ran).toEqual(['above', 'below F8']);
  });

  test('Ctrl+Enter is F9 wherever F9 is something, and nothing under a modal layer', () => {
    const ran: string[] = [];
    undo.push(pushKeys({ F9: () => ran.push('screen') }));
    press('Enter', { code: 'Enter', ctrlKey: true });
    undo.push(pushKeys({ F9: () => ran.push('dialog') }, true));
    press('Enter', { code: 'Enter', ctrlKey: true });
    undo.push(pushKeys({}, true));
    press('Enter', { code: 'Enter', ctrlKey: true });
    expect(ran).toEqual(['screen', 'dialog']);
  });

  test('Alt and a digit is the F-key one further on, in the layer that has it', () => {
    const ran: string[] = [];
    undo.push(pushKeys({ F2: () => ran.push('F2'), F6: () => ran.push('below') }));
    undo.push(pushKeys({ F6: () => ran.push('F6') }));
    press('1', { code: 'Digit1', altKey: true });
    press('5', { code: 'Digit5', altKey: true });
    press('5', { code: 'Numpad5', altKey: true });
    expect(ran).toEqual(['F2', 'F6']);
  });

  test('a modal layer hides those below', () => {
    const ran: string[] = [];
    undo.push(pushKeys({ F9: () => ran.push('below') }));
    undo.push(pushKeys({}, true));
    press('F9', { code: 'F9' });
    expect(ran).toEqual([]);
  });

  test('a layer that went leaves the ones around it', () => {
    const ran: string[] = [];
    const first = pushKeys({ F9: () => ran.push('first') });
    undo.push(pushKeys({ F8: () => ran.push('second') }));
    first();
    press('F9', { code: 'F9' });
    press('F8', { code: 'F8' });
    expect(ran).toEqual(['second']);
  });

  test('a key held down acts once', () => {
    let count = 0;
    undo.push(pushKeys({ F9: () => (count += 1) }));
    press('F9', { code: 'F9' });
    press('F9', { code: 'F9', repeat: true });
    expect(count).toBe(1);
  });
});

describe('keys of the webview', () => {
  test.for([
    { key: 'F5', code: 'F5' },
    { key: 'r', code: 'KeyR', ctrlKey: true },
    { key: 'p', code: 'KeyP', ctrlKey: true },
    { key: 'ArrowLeft', code: 'ArrowLeft', altKey: true },
  ])('$key does nothing', ({ key, ...init }) => {
    expect(press(key, init).defaultPrevented).toBe(true);
  });

  test.for([
    { key: 'z', code: 'KeyZ', ctrlKey: true },
    { key: 'c', code: 'KeyC', ctrlKey: true },
    { key: 'v', code: 'KeyV', ctrlKey: true },
    { key: 'Tab', code: 'Tab' },
    { key: 'F4', code: 'F4', altKey: true },
  ])('$key stays what it is', ({ key, ...init }) => {
    expect(press(key, init).defaultPrevented).toBe(false);
  });
});
