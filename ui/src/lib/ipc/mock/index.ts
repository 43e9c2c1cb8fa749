// Puts the in-memory desk in the place of the real one. Which state it starts in may be chosen in
// the address: ?state=locked&sync=long_offline&postal&training.
import { setClock } from '../../components/clock';
import { connect } from '../transport';
import { MockDesk, type MockOptions, SAMPLE_NOW } from './desk';

export function connectMock(address: URLSearchParams): void {
  setClock(() => new Date(SAMPLE_NOW));
  connect(
    new MockDesk({
      state: (address.get('state') ?? 'unlocked') as NonNullable<MockOptions['state']>,
      sync: (address.get('sync') ?? 'waiting') as NonNullable<MockOptions['sync']>,
      training: address.has('training'),
      postal: address.has('postal'),
    }),
  );
}
