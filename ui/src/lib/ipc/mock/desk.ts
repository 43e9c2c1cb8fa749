// An in-memory desk that answers the command surface: for tests and for looking at the screens in
// a plain browser. It keeps what a screen needs to be believed and checks no rule of the office.
import type {
  AlarmView,
  CommandName,
  DataChanged,
  DossierRow,
  DraftOwnerView,
  Input,
  Output,
  ReceiveDossierView,
  SignedInView,
  SyncStatusView,
} from '../bindings';
import { fold } from '../../components/fold';
import { CommandError, type DataKind, type Transport } from '../transport';
import { sampleId, sampleRows } from './dossiers';
import { mockDossierHandlers } from './dossierDesk';
import { checkPin, MockHandoffs } from './handoffDesk';
import { SAMPLE_CODE, sampleStaff, signedIn } from './people';
import { checklistFor, PROCEDURES } from './procedures';
import { sampleQueue, sampleSync, type SyncSample } from './sync';

export const SAMPLE_NOW = '2026-11-20T09:42:00+07:00';
const WORDS = ['tre', 'sông', 'bàn', 'mây', 'lúa', 'đèn'];

type Handler<C extends CommandName> = (input: Input<C>) => Output<C>;
type Handlers = { [C in CommandName]?: Handler<C> };

export interface MockOptions {
  state?: 'not_enrolled' | 'awaiting_approval' | 'locked' | 'unlocked';
  sync?: SyncSample;
  training?: boolean;
  postal?: boolean;
}

function matches(text: string, query: string): boolean {
  const words = fold(text).split(/\s+/);
  return fold(query)
    .split(/\s+/)
    .filter(Boolean)
    .every((wanted) => words.some((word) => word.startsWith(wanted)));
}

/** A number by its last digits, or whole behind its mask. */
function isMaskOf(masked: string, digits: string): boolean {
  const [head = '', tail = ''] = masked.split('••••');
  if (digits.length <= tail.length) return tail.endsWith(digits);
  return head !== '' && digits.startsWith(head) && digits.endsWith(tail);
}

/** By short code first, then number or words. */
function findProcedures(text: string) {
  const wanted = text.trim().toLowerCase();
  const byCode = PROCEDURES.filter((row) => row.short_code === wanted);
  const byName = PROCEDURES.filter(
    (row) => wanted === '' || row.code.includes(wanted) || matches(row.name, wanted),
  );
  return [...byCode, ...byName.filter((row) => !byCode.includes(row))];
}

export class MockDesk implements Transport {
  /** What was asked, for tests. */
  readonly calls: { command: string; input: unknown }[] = [];
  /** Commands that fail next time, by name; removed once used. */
  readonly failures = new Map<string, CommandError>();
  sync: SyncStatusView;
  rows: DossierRow[] = sampleRows();
  alarms: AlarmView[] = [];
  draft: unknown = null;
  #state: NonNullable<MockOptions['state']>;
  #training: boolean;
  #staff = sampleStaff();
  #handoffs = new MockHandoffs();
  #signedIn: SignedInView | null = null;
  #draftOwner: DraftOwnerView | null = null;
  #received = new Map<string, ReceiveDossierView>();
  #listeners = new Set<(event: DataChanged) => void>();

  constructor(options: MockOptions = {}) {
    this.#state = options.state ?? 'unlocked';
    this.#training = options.training ?? false;
    this.sync = sampleSync(options.sync ?? 'waiting');
    const person = this.#staff[options.postal ? 2 : 0];
    if (this.#state === 'unlocked' && person) this.#signedIn = signedIn(person);
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

  #setState(state: NonNullable<MockOptions['state']>): void {
    this.#state = state;
    this.tell('desk');
  }

  #row(id: string): DossierRow {
    const row = this.rows.find((candidate) => candidate.dossier_id === id);
    if (!row) throw new CommandError('dossier_unknown', 'Hồ sơ này chưa về tới máy này.');
    return row;
  }

  #see(alarmId: number): Record<string, never> {
    const name = this.#signedIn?.name ?? null;
    this.alarms = this.alarms.map((alarm) =>
      alarm.alarm_id === alarmId ? { ...alarm, seen_at: SAMPLE_NOW, seen_by: name } : alarm,
    );
    this.tell('sync');
    return {};
  }

  #unlock(personId: string, pin: string): SignedInView {
    checkPin(pin);
    const person = this.#staff.find((staff) => staff.person_id === personId);
    if (!person) throw new CommandError('person_unknown', 'Không có người này.');
    if (this.#signedIn && this.#signedIn.person_id !== personId && this.draft) {
      this.#draftOwner = { owner_name: this.#signedIn.name, saved_at: SAMPLE_NOW };
      this.draft = null;
    }
    this.#signedIn = signedIn(person);
    this.#setState('unlocked');
    return this.#signedIn;
  }

  #receive(form: Input<'receive_dossier'>): ReceiveDossierView {
    const before = this.#received.get(form.act_id);
    if (before) return { ...before, repeated: true };
    const number = 400 + this.#received.size + 12;
    const procedure = PROCEDURES.find((candidate) => candidate.code === form.procedure_code);
    const row: DossierRow = {
      dossier_id: sampleId(5000 + number),
      lookup_code: `26112002${String(number).padStart(5, '0')}2`,
      dossier_code: `H14.01351-261120-2${String(number).slice(-3)}`,
      applicant_name: form.applicant.name,
      birth_year: form.applicant.birth ? Number(form.applicant.birth.slice(0, 4)) : null,
      id_masked: form.applicant.id_number ? '0041••••3456' : null,
      procedure_name: procedure?.name ?? '',
      received_at: SAMPLE_NOW,
      due_at: form.due_at ?? procedure?.due.due_at ?? null,
      due_text: '17 giờ hôm nay',
      status: 'received',
      status_text: 'Đã tiếp nhận',
      holder_text: this.#signedIn?.name ?? '',
      sync: 'here',
      slip_pdf: false,
    };
    this.rows = [row, ...this.rows];
    const view: ReceiveDossierView = {
      dossier_id: row.dossier_id,
      lookup_code: row.lookup_code,
      dossier_code: row.dossier_code,
      register_volume: '02/2026',
      register_number: number,
      due_at: row.due_at,
      due_text: row.due_text,
      sentence: `Đã tiếp nhận ${row.lookup_code} – hẹn ${row.due_text}`,
      print_job_id: sampleId(7000 + number),
      repeated: false,
    };
    this.#received.set(form.act_id, view);
    this.tell('dossiers', 'sync');
    return view;
  }

  #find(form: Input<'find_dossiers'>): Output<'find_dossiers'> {
    const digits = form.text.replace(/\D/g, '');
    const found = this.rows.filter((row) =>
      digits.length >= 3
        ? row.lookup_code.includes(digits) || isMaskOf(row.id_masked ?? '', digits)
        : matches(`${row.applicant_name} ${row.procedure_name}`, form.text),
    );
    const exact = found.filter((row) =>
      row.applicant_name.toLowerCase().includes(form.text.toLowerCase()),
    );
    const ordered = [...exact, ...found.filter((row) => !exact.includes(row))];
    const kind = digits.length >= 14 ? 'lookup_code' : digits.length >= 3 ? 'digits' : 'name';
    return {
      dossiers: ordered.slice(0, form.limit),
      more: ordered.length > form.limit,
      understood: [{ kind, text: kind === 'name' ? `tên: ${fold(form.text)}` : `số: ${digits}` }],
    };
  }

  /** Gives an answer after telling the window that papers or dossiers changed. */
  #told<T>(answer: T): T {
    this.tell('dossiers', 'handoffs', 'sync');
    return answer;
  }

  #print(id: string): Output<'print_receipt'> {
    const row = this.#row(id);
    row.slip_pdf = true;
    this.tell('dossiers');
    return { path: `/tmp/giay-hen-${row.lookup_code}.pdf`, pages: 1, reprint: 1 };
  }

  #handlers: Handlers = {
    get_desk_status: () => ({
      state: this.#state,
      unit_name: 'Trung tâm Phục vụ hành chính công xã Hưng Đạo',
      commune_name: 'Xã Hưng Đạo',
      desk_no: 2,
      desk_label: 'Quầy 2',
      signed_in: this.#state === 'unlocked' ? this.#signedIn : null,
      training: this.#training,
      version: '0.1.0',
      fingerprint_words: this.#state === 'awaiting_approval' ? WORDS : null,
      draft: this.#draftOwner,
    }),
    begin_enrolment: (form) => {
      if (form.token.trim().length < 8) {
        throw new CommandError('token_invalid', 'Mã ghi danh không đúng hoặc đã dùng.');
      }
      this.#setState('awaiting_approval');
      return { fingerprint_words: WORDS };
    },
    complete_enrolment: () => {
      this.#setState('locked');
      return { state: 'locked' };
    },
    list_staff: () => ({ staff: this.#staff }),
    activate_person: (form) => {
      if (form.code !== SAMPLE_CODE) {
        throw new CommandError(
          'wrong_activation_code',
          'Mã kích hoạt chưa đúng. Xem lại từng chữ.',
        );
      }
      this.#staff = this.#staff.map((staff) =>
        staff.person_id === form.person_id ? { ...staff, activated: true } : staff,
      );
      this.tell('staff');
      return {};
    },
    vouch_for_person: (form) => {
      checkPin(form.supervisor_pin);
      this.#staff = this.#staff.map((staff) =>
        staff.person_id === form.person_id
          ? { ...staff, activated: true, provisional: true }
          : staff,
      );
      this.tell('staff');
      return {};
    },
    forgive_tries: (form) => {
      checkPin(form.supervisor_pin);
      this.#staff = this.#staff.map((staff) =>
        staff.person_id === form.person_id
          ? { ...staff, locked_until: null, tries_left: 5 }
          : staff,
      );
      this.tell('staff');
      return {};
    },
    reset_pin: (form) => {
      if (form.code !== SAMPLE_CODE) {
        throw new CommandError(
          'wrong_activation_code',
          'Mã kích hoạt chưa đúng. Xem lại từng chữ.',
        );
      }
      this.tell('staff');
      return {};
    },
    unlock: (form) => ({ signed_in: this.#unlock(form.person_id, form.pin) }),
    lock: () => {
      this.#setState('locked');
      return {};
    },
    change_pin: (form) => {
      checkPin(form.old_pin);
      return {};
    },
    list_procedures: (form) => ({ procedures: findProcedures(form.text) }),
    get_checklist: (form) => {
      const procedure = PROCEDURES.find((row) => row.code === form.procedure_code);
      if (!procedure) throw new CommandError('procedure_unknown', 'Không có thủ tục này.');
      return {
        papers: checklistFor(procedure, form.channel),
        request_prefill: procedure.prefill,
        due: procedure.due,
      };
    },
    find_duplicates: (form) => ({
      duplicates: this.rows
        .filter(
          (row) =>
            row.status === 'received' &&
            fold(row.applicant_name) === fold(form.name.trim()) &&
            PROCEDURES.find((p) => p.code === form.procedure_code)?.name === row.procedure_name,
        )
        .slice(0, 1),
    }),
    receive_dossier: (form) => this.#receive(form),
    save_draft: (form) => {
      this.draft = form.draft;
      return { saved_at: SAMPLE_NOW };
    },
    get_draft: () => ({ draft: this.draft, saved_at: this.draft ? SAMPLE_NOW : null }),
    discard_draft: () => {
      this.draft = null;
      return {};
    },
    list_recent: (form) => ({
      dossiers: this.rows
        .filter((row) => row.received_at.startsWith('2026-11-20'))
        .slice(0, form.limit),
    }),
    find_dossiers: (form) => this.#find(form),
    ...mockDossierHandlers({
      row: (id) => this.#row(id),
      handoffs: () => this.#handoffs.rows,
      changed: () => {
        this.tell('dossiers', 'handoffs', 'sync');
      },
    }),
    list_hand_over: () => this.#handoffs.listHandOver(this.rows),
    list_handoffs: (form) => this.#handoffs.list(form),
    get_handoff: (form) => this.#handoffs.get(form.handoff_id, this.rows),
    offer_handoff: (form) => this.#told(this.#handoffs.offer(form)),
    accept_handoff: (form) => this.#told(this.#handoffs.accept(form, this.#staff)),
    refuse_handoff: (form) => {
      this.#handoffs.close(form.handoff_id, 'refused', form.pin);
      return this.#told({});
    },
    withdraw_handoff: (form) => {
      this.#handoffs.close(form.handoff_id, 'withdrawn', form.pin);
      return this.#told({});
    },
    print_handover_minutes: (form) => {
      const { number } = this.#handoffs.find(form.handoff_id);
      return { path: `/tmp/bien-ban-${number}.pdf`, pages: 1, reprint: 1 };
    },
    get_sync_status: () => ({
      ...this.sync,
      alarms: this.alarms.filter((alarm) => alarm.seen_at === null).length,
    }),
    list_alarms: () => ({ alarms: this.alarms }),
    acknowledge_alarm: (form) => this.#see(form.alarm_id),
    list_sync_queue: () => ({ items: sampleQueue(this.rows) }),
    sync_now: () => {
      this.tell('sync');
      return {};
    },
    print_receipt: (form) => this.#print(form.dossier_id),
  };
}
