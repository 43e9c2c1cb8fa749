// What is said about a slip belongs to one dossier and goes away with the next reception.
import { describe, expect, test } from 'vitest';
import type { ReceiveDossierView } from '$lib/ipc/bindings';
import { CommandError, connect, UNEXPECTED } from '$lib/ipc/transport';
import { blankParty } from './intakeDraft.svelte';
import { OwnReceptions } from './ownReceptions.svelte';

const PEOPLE = { applicant: { ...blankParty(), name: 'Trần Văn Bình' }, submitter: null };
const view = (letter: string) =>
  ({ dossier_id: letter.repeat(32), lookup_code: `26112002${letter}` }) as ReceiveDossierView;

/** A desk whose printer answers only when told to. */
function slowPrinter() {
  let resolve: (slip: unknown) => void = () => undefined;
  let reject: (reason: Error) => void = () => undefined;
  const slip = new Promise((...ends) => ([resolve, reject] = ends));
  connect({ call: () => slip, listen: () => () => undefined });
  return { resolve, reject };
}
const SLIP = { path: '/giay-hen.pdf', pages: 1, reprint: 1 };

describe('a slip', () => {
  test('is of the dossier it was made for, until the next one is received', async () => {
    const received = new OwnReceptions();
    const printer = slowPrinter();
    received.add(view('a'), PEOPLE);
    printer.resolve(SLIP);
    await received.print();
    expect([received.slipOf, received.done]).toEqual([
      view('a').dossier_id,
      expect.stringContaining(SLIP.path),
    ]);
    received.add(view('b'), PEOPLE);
    expect([received.slipOf, received.done, received.failed]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  test('that is made after the next reception is not taken for that one’s', async () => {
    const received = new OwnReceptions();
    const printer = slowPrinter();
    received.add(view('a'), PEOPLE);
    const printing = received.print();
    received.add(view('b'), PEOPLE);
    printer.resolve(SLIP);
    await printing;
    expect(received.slipOf).toBe(view('a').dossier_id);
  });

  test('that could not be made is said until the next reception', async () => {
    const received = new OwnReceptions();
    const printer = slowPrinter();
    received.add(view('a'), PEOPLE);
    printer.reject(new CommandError(UNEXPECTED, 'Có lỗi ngoài dự kiến.'));
    await received.print();
    expect(received.failed).toMatch(/Chưa tạo được PDF/);
    expect(received.slipOf).toBeUndefined();
    received.add(view('b'), PEOPLE);
    expect(received.failed).toBeUndefined();
  });

  test('is not what a reception that was taken back speaks of', async () => {
    const received = new OwnReceptions();
    const printer = slowPrinter();
    received.add(view('a'), PEOPLE);
    printer.resolve(SLIP);
    await received.print();
    if (received.last) received.undo(received.last);
    expect(received.slipOf).toBeUndefined();
    expect(received.done).toMatch(/Đã hủy hồ sơ/);
  });
});
