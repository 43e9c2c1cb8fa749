// Types Vietnamese the way a clerk's machine does. UniKey and EVKey send no composition events: they
// take letters back with Backspaces and type the accented ones. Windows' own Telex composes. A
// scanner that plays keyboard sends a burst. What the field then holds must be what was meant.

/** Letters on the key, and what the field shows after each: `bố` by Telex is b, o, os→ … . */
type Step = { back: number; insert: string };

const TELEX: Record<string, Record<string, string>> = {
  a: { a: 'â', w: 'ă' },
  e: { e: 'ê' },
  o: { o: 'ô', w: 'ơ' },
  u: { w: 'ư' },
  d: { d: 'đ' },
};
const TONES: Record<string, string> = {
  s: '\u0301',
  f: '\u0300',
  r: '\u0309',
  x: '\u0303',
  j: '\u0323',
};

/** The keys of a word typed the Telex way: marks after their letter, the tone at the end. */
export function telexKeys(word: string): string[] {
  const keys: string[] = [];
  let tone = '';
  for (const letter of word) {
    const parts = letter.normalize('NFD');
    tone = Object.keys(TONES).find((key) => parts.includes(TONES[key] ?? '')) ?? tone;
    const bare = [...parts].filter((mark) => !Object.values(TONES).includes(mark)).join('');
    keys.push(...lettersOf(bare.normalize('NFC')));
  }
  return tone ? [...keys, tone] : keys;
}

function lettersOf(letter: string): string[] {
  const lower = letter.toLowerCase();
  for (const [base, marks] of Object.entries(TELEX)) {
    const mark = Object.keys(marks).find((key) => marks[key] === lower);
    if (mark) return [letter === lower ? base : base.toUpperCase(), mark];
  }
  return [letter];
}

/** What UniKey sends for a word: each key as it comes, then what it takes back and types anew. */
export function unikeySteps(word: string): Step[] {
  const keys = telexKeys(word);
  const steps: Step[] = [];
  let shown = '';
  keys.forEach((key, index) => {
    const goal = index === keys.length - 1 ? word : shownAfter(word, keys.slice(0, index + 1));
    let same = 0;
    while (same < shown.length && shown[same] === goal[same]) same += 1;
    // A key that is a mark is swallowed; a letter that changes nothing before it is plain.
    steps.push({ back: shown.length - same, insert: goal.slice(same) || key });
    shown = goal;
  });
  return steps;
}

/** The prefix of the word that these keys have produced, its tone still to come. */
function shownAfter(word: string, keys: string[]): string {
  let text = '';
  for (const letter of word.normalize('NFC')) {
    const plain = withoutTone(letter);
    const need = lettersOf(plain);
    const have = keys.splice(0, need.length);
    if (have.length === 0) break;
    text += have.length === need.length ? plain : (have[0] ?? '');
  }
  return text;
}

function withoutTone(letter: string): string {
  const marks = Object.values(TONES);
  return [...letter.normalize('NFD')]
    .filter((mark) => !marks.includes(mark))
    .join('')
    .normalize('NFC');
}

const pause = (ms: number) =>
  ms === 0 ? Promise.resolve() : new Promise((resolve) => setTimeout(resolve, ms));

function key(target: HTMLElement, name: string): boolean {
  const options = { key: name, bubbles: true, cancelable: true, composed: true };
  const allowed = target.dispatchEvent(new KeyboardEvent('keydown', options));
  target.dispatchEvent(new KeyboardEvent('keyup', options));
  return allowed;
}

/** Edits through the browser's own editing, so that beforeinput, selection and undo are real. */
function edit(command: 'delete' | 'insertText', text = ''): void {
  const inputType = command === 'delete' ? 'deleteContentBackward' : command;
  const options = { inputType, data: text || null, bubbles: true, cancelable: true };
  // The browser announces its own edits, but not those of execCommand.
  if (document.activeElement?.dispatchEvent(new InputEvent('beforeinput', options)) === false) {
    return;
  }
  document.execCommand(command, false, text);
}

/** Types a sentence as UniKey does, so many milliseconds between its synthetic keys. */
export async function typeWithUnikey(field: HTMLInputElement, text: string, gapMs: number) {
  field.focus();
  for (const [index, word] of text.split(' ').entries()) {
    if (index > 0) {
      key(field, ' ');
      edit('insertText', ' ');
    }
    for (const step of unikeySteps(word)) {
      for (let count = 0; count < step.back; count += 1) {
        key(field, 'Backspace');
        edit('delete');
        await pause(gapMs);
      }
      for (const letter of step.insert) {
        if (key(field, letter)) edit('insertText', letter);
        await pause(gapMs);
      }
    }
  }
}

/** Types a word as a composing input method does: keys are `Process`, the text arrives whole. */
export function typeWithComposition(field: HTMLInputElement, text: string): void {
  field.focus();
  for (const word of text.split(/(?<= )/)) {
    field.dispatchEvent(new CompositionEvent('compositionstart', { bubbles: true }));
    for (const letter of word) {
      const options = { key: 'Process', keyCode: 229, isComposing: true, bubbles: true };
      field.dispatchEvent(new KeyboardEvent('keydown', options));
      field.dispatchEvent(
        new CompositionEvent('compositionupdate', { bubbles: true, data: letter }),
      );
    }
    // The Enter that ends a composition belongs to the input method.
    const enter = {
      key: 'Enter',
      keyCode: 229,
      isComposing: true,
      bubbles: true,
      cancelable: true,
    };
    field.dispatchEvent(new KeyboardEvent('keydown', enter));
    edit('insertText', word);
    field.dispatchEvent(new CompositionEvent('compositionend', { bubbles: true, data: word }));
  }
}

/** Pastes: one edit, no keys. */
export function paste(field: HTMLInputElement, text: string): void {
  field.focus();
  edit('insertText', text);
}

/** A scanner that plays keyboard: all at once, then Enter. */
export function wedgeBurst(field: HTMLInputElement, digits: string): void {
  field.focus();
  for (const digit of digits) {
    const options = { key: digit, code: `Digit${digit}`, bubbles: true, cancelable: true };
    if (field.dispatchEvent(new KeyboardEvent('keydown', options))) edit('insertText', digit);
  }
  key(field, 'Enter');
}
