// An in-memory desk that answers the command surface: for tests and for looking at the screens in
// a plain browser. It keeps what a screen needs to be believed and checks no rule of the office. Its
// rooms answer, each some of the commands: staff, reception, search, dossier, handoff, sync.
import type {
  AlarmView,
  CommandName,
  DataChanged,
  DeskStatusView,
  DossierRow,
  SignedInView,
  SyncStatusView,
} from '../bindings';
import { CommandError, type DataKind, type Transport } from '../transport';
import { mockDossierHandlers } from './dossierDesk';
import { sampleRows } from './dossiers';
import { handoffHandlers, MockHandoffs } from './handoffDesk';
import { receptionHandlers } from './receptionDesk';
import type { Handlers, Room } from './room';
import { searchHandlers } from './searchDesk';
import { StaffDesk } from './staffDesk';
import { sampleSync, type SyncSample } from './sync';
import { syncHandlers } from './syncDesk';

export { SAMPLE_NOW } from './room';

export interface MockOptions {
  state?: DeskStatusView['state'];
  sync?: SyncSample;
  training?: boolean;
  postal?: boolean;
}

export class MockDesk implements Transport, Room {
  /** What was asked, for tests. */
  readonly calls: { command: string; input: unknown }[] = [];
  /** Commands that fail next time, by name; removed once used. */
  readonly failures = new Map<string, CommandError>();
  sync: SyncStatusView;
  rows: DossierRow[] = sampleRows();
  alarms: AlarmView[] = [];
  draft: unknown = null;
  signedIn: SignedInView | null = null;
  readonly #handlers: Handlers;
  readonly #listeners = new Set<(event: DataChanged) => void>();

  constructor({ state = 'unlocked', sync = 'waiting', training, postal }: MockOptions = {}) {
    this.sync = sampleSync(sync);
    const people = new StaffDesk(this, { state, training: !!training, postal: !!postal });
    const handoffs = new MockHandoffs();
    this.#handlers = {
      ...people.handlers(),
      ...receptionHandlers(this),
      ...searchHandlers(this),
      ...mockDossierHandlers({
        row: (id) => this.row(id),
        handoffs: () => handoffs.rows,
        changed: () => {
          this.tell('dossiers', 'handoffs', 'sync');
        },
      }),
      ...handoffHandlers(this, handoffs, () => people.staff),
      ...syncHandlers(this),
    };
  }

  async call(command: string, input: unknown): Promise<unknown> {
    this.calls.push({ command, input: structuredClone(input) });
    await Promise.resolve();
    const failure = this.failures.get(command);
    this.failures.delete(command);
    if (failure) throw failure;
    const handler = this.#handlers[command as CommandName] as
      ((input: unknown) => unknown) | undefined;
    if (!handler) throw new CommandError('unknown_command', 'Chương trình chưa biết việc này.');
    return structuredClone(handler(input));
  }

  listen(changed: (event: DataChanged) => void): () => void {
    this.#listeners.add(changed);
    return () => this.#listeners.delete(changed);
  }

  /** Tells the window that something changed, as the desk does after each write. */
  tell(...kinds: DataKind[]): void {
    for (const listener of this.#listeners) listener({ kinds });
  }

  countOf(command: CommandName): number {
    return this.calls.filter((call) => call.command === command).length;
  }

  row(id: string): DossierRow {
    const row = this.rows.find((candidate) => candidate.dossier_id === id);
    if (!row) throw new CommandError('dossier_unknown', 'Hồ sơ này chưa về tới máy này.');
    return row;
  }
}
