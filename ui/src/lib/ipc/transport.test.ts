// The door to the desk program: texts leave in NFC, errors arrive as one kind.
import { expect, test } from 'vitest';
import { matchName } from './commands';
import { call, CommandError, connect } from './transport';

function transportThat(answer: (command: string, input: unknown) => unknown) {
  connect({
    call: async (command, input) => Promise.resolve(answer(command, input)),
    listen: () => () => undefined,
  });
}

test('every text of an input is NFC by the time it leaves, fields untouched', async () => {
  const typed = 'Phượng'.normalize('NFD');
  let sent: unknown;
  transportThat((_command, input) => {
    sent = input;
    return { matches: true };
  });
  await matchName({ name: typed, query: typed });
  expect(sent).toEqual({ name: 'Phượng'.normalize('NFC'), query: 'Phượng'.normalize('NFC') });
});

test('a refusal arrives with its code and its sentence', async () => {
  transportThat(() => {
    throw { code: 'wrong_pin', message: 'Mã PIN chưa đúng. Còn 4 lần.' } as unknown as Error;
  });
  const error = await call('lock', {}).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(CommandError);
  expect(error).toMatchObject({ code: 'wrong_pin', message: 'Mã PIN chưa đúng. Còn 4 lần.' });
});

test('anything else that is thrown is an unexpected failure, never shown raw', async () => {
  transportThat(() => {
    throw new TypeError('undefined is not a function');
  });
  await expect(call('lock', {})).rejects.toMatchObject({
    code: 'unexpected',
    message: expect.stringMatching(/^Có lỗi ngoài dự kiến/) as string,
  });
});
