// The draft: one act id for its whole life, papers that survive a change of channel, counts.
import { describe, expect, test } from 'vitest';
import type { ChecklistPaperView, ProcedureRow } from '$lib/ipc/bindings';
import { IntakeDraft } from './intakeDraft.svelte';

function paper(name: string, changes: Partial<ChecklistPaperView> = {}): ChecklistPaperView {
  return {
    line: 1,
    name,
    originals: 1,
    certified_copies: 0,
    copies: 0,
    required: 'yes',
    irreplaceable: false,
    fate: 'submit',
    note: null,
    ...changes,
  };
}

describe('the act id', () => {
  test('stays through changes, keeping and taking up; another draft has another', () => {
    const draft = new IntakeDraft();
    const first = draft.content.act_id;
    draft.content.applicant.name = 'Trần Văn Bình';
    const kept: unknown = JSON.parse(JSON.stringify(draft.content));
    const after = new IntakeDraft();
    expect(after.restore(kept)).toBe(true);
    expect(after.content.act_id).toBe(first);
    expect(after.toForm().act_id).toBe(first);
    after.clear();
    expect(after.content.act_id).not.toBe(first);
  });

  test('of something else than a draft is not taken up', () => {
    const draft = new IntakeDraft();
    for (const kept of [null, {}, { version: 2 }, { version: 1 }, 'draft']) {
      expect(draft.restore(kept)).toBe(false);
    }
  });
});

describe('the checklist', () => {
  test('keeps what was ticked under the same name and added by hand', () => {
    const draft = new IntakeDraft();
    expect(draft.applyChecklist([paper('Tờ khai'), paper('Căn cước')], 'Khai sinh')).toBe(false);
    for (const line of draft.content.lines) line.ticked = true;
    draft.addLine('Giấy khác');
    const changed = draft.applyChecklist(
      [paper('Tờ khai'), paper('Bản sao căn cước')],
      'Khai sinh',
    );
    expect(changed).toBe(true);
    expect(draft.content.lines.map((line) => [line.name, line.ticked])).toEqual([
      ['Tờ khai', true],
      ['Bản sao căn cước', false],
      ['Giấy khác', true],
    ]);
    expect(new Set(draft.content.lines.map((line) => line.key)).size).toBe(3);
  });

  const AT_COUNTER = paper('Giấy tờ tùy thân', {
    originals: 0,
    required: 'present',
    fate: 'present',
    note: 'xuất trình tại quầy',
  });
  const BY_POST = paper('Giấy tờ tùy thân', {
    originals: 0,
    certified_copies: 1,
    note: 'bản sao chứng thực trong phong bì',
  });
  const CHANNELS = [
    { from: AT_COUNTER, to: BY_POST },
    { from: BY_POST, to: AT_COUNTER },
  ];
  test.each(CHANNELS)('asks under one name what the channel asks: $to.note', ({ from, to }) => {
    const draft = new IntakeDraft();
    draft.applyChecklist([from], '');
    const [before] = draft.content.lines;
    if (before) Object.assign(before, { ticked: true, copies: 3, fate: 'reclaim' });
    expect(draft.applyChecklist([to], '')).toBe(true);
    const { originals, certified_copies, copies, fate, required, note } = to;
    expect(draft.content.lines).toMatchObject([
      { originals, certified_copies, copies, fate, required, note, key: before?.key, ticked: true },
    ]);
  });

  test('that asks the same again leaves what the clerk counted and decided', () => {
    const draft = new IntakeDraft();
    draft.applyChecklist([BY_POST, paper('Tờ khai')], '');
    const [line, other] = draft.content.lines;
    if (line) Object.assign(line, { ticked: true, copies: 3, fate: 'reclaim' });
    if (other) other.missing = true;
    expect(draft.applyChecklist([{ ...BY_POST, note: 'khác' }, paper('Tờ khai')], '')).toBe(false);
    expect(draft.content.lines).toMatchObject([
      { ticked: true, certified_copies: 1, copies: 3, fate: 'reclaim', note: 'khác' },
      { ticked: false, missing: true },
    ]);
  });

  test('that has a name twice, or the name of a paper added by hand, keeps them apart', () => {
    const draft = new IntakeDraft();
    draft.addLine('Tờ khai');
    const twice = [paper('Tờ khai'), paper('Tờ khai')];
    draft.applyChecklist(twice, '');
    draft.applyChecklist(twice, '');
    expect(new Set(draft.content.lines.map((line) => line.key)).size).toBe(3);
  });

  test('prefills the request only while nobody has touched it', () => {
    const draft = new IntakeDraft();
    draft.applyChecklist([], 'Khai sinh cho cháu');
    expect(draft.content.request).toBe('Khai sinh cho cháu');
    draft.applyChecklist([], 'Khai tử cho');
    expect(draft.content.request).toBe('Khai tử cho');
    draft.content.request = 'Khai tử cho ông Y';
    draft.applyChecklist([], 'Chứng thực');
    expect(draft.content.request).toBe('Khai tử cho ông Y');
  });
});

describe('the counts', () => {
  test('giấy tờ gốc are counted apart from all others, shown papers not at all', () => {
    const draft = new IntakeDraft();
    draft.applyChecklist(
      [
        paper('Tờ khai'),
        paper('Giấy chứng sinh', { irreplaceable: true, copies: 2 }),
        paper('Căn cước', { irreplaceable: true, fate: 'present' }),
        paper('Ủy quyền', { required: 'conditional' }),
      ],
      '',
    );
    for (const line of draft.content.lines.slice(0, 3)) line.ticked = true;
    expect(draft.counts).toEqual({ originals: 1, others: 3, presented: 1 });
  });

  test('what is required and not there is missing, and what was noted', () => {
    const draft = new IntakeDraft();
    draft.applyChecklist([paper('Tờ khai'), paper('Ủy quyền', { required: 'conditional' })], '');
    expect(draft.missing.map((line) => line.name)).toEqual(['Tờ khai']);
    const [first, second] = draft.content.lines;
    if (first) first.ticked = true;
    if (second) second.missing = true;
    expect(draft.missing.map((line) => line.name)).toEqual(['Ủy quyền']);
    expect(draft.toForm().missing).toEqual([{ name: 'Ủy quyền' }]);
  });
});

test('a duplicate is gone past for one person and one procedure, not for the next', () => {
  const draft = new IntakeDraft();
  const { applicant } = draft.content;
  applicant.name = 'Nguyễn Thị Phượng';
  applicant.id_number = '004190003456';
  const acknowledged = () => draft.toForm().duplicate_acknowledged;
  expect(acknowledged()).toBe(false);
  draft.acknowledgeDuplicate();
  expect(acknowledged()).toBe(true);
  applicant.name = 'Nguyễn Thị Phương';
  expect(acknowledged()).toBe(false);
  applicant.name = 'Nguyễn Thị Phượng';
  applicant.id_number = '004190003457';
  expect(acknowledged()).toBe(false);
  draft.acknowledgeDuplicate();
  const code = { code: '1.001193' } as ProcedureRow;
  draft.content.procedure = code;
  expect(acknowledged()).toBe(false);
});

test('a form without anything is empty, with a name it is not', () => {
  const draft = new IntakeDraft();
  expect(draft.isEmpty).toBe(true);
  draft.content.applicant.name = 'Y';
  expect(draft.isEmpty).toBe(false);
});
