// The part of the mock desk that knows people: joining, activation, who sits here, locking.
import type { DeskStatusView, DraftOwnerView, SignedInView, StaffView } from '../bindings';
import { CommandError } from '../transport';
import { checkPin } from './handoffDesk';
import { SAMPLE_CODE, sampleStaff, signedIn } from './people';
import { type Handlers, type Room, SAMPLE_NOW } from './room';

const WORDS = ['tre', 'sông', 'bàn', 'mây', 'lúa', 'đèn'];

export class StaffDesk {
  staff: StaffView[] = sampleStaff();
  #state: DeskStatusView['state'];
  #draftOwner: DraftOwnerView | null = null;
  readonly #room: Room;
  readonly #training: boolean;

  /** Begins with the first clerk at work, or the first postal worker. */
  constructor(
    room: Room,
    options: { state: DeskStatusView['state']; training: boolean; postal: boolean },
  ) {
    this.#room = room;
    this.#state = options.state;
    this.#training = options.training;
    const person = this.staff[options.postal ? 2 : 0];
    if (this.#state === 'unlocked' && person) room.signedIn = signedIn(person);
  }

  handlers(): Handlers {
    return {
      get_desk_status: () => this.#status(),
      begin_enrolment: (form) => {
        if (form.token.trim().length < 8) {
          throw new CommandError('token_invalid', 'Mã ghi danh không đúng hoặc đã dùng.');
        }
        this.#become('awaiting_approval');
        return { fingerprint_words: WORDS };
      },
      complete_enrolment: () => {
        this.#become('locked');
        return { state: 'locked' };
      },
      list_staff: () => ({ staff: this.staff }),
      activate_person: (form) => {
        checkCode(form.code);
        return this.#change(form.person_id, { activated: true });
      },
      vouch_for_person: (form) => {
        checkPin(form.supervisor_pin);
        return this.#change(form.person_id, { activated: true, provisional: true });
      },
      forgive_tries: (form) => {
        checkPin(form.supervisor_pin);
        return this.#change(form.person_id, { locked_until: null, tries_left: 5 });
      },
      reset_pin: (form) => {
        checkCode(form.code);
        return this.#change(form.person_id, {});
      },
      unlock: (form) => ({ signed_in: this.#unlock(form.person_id, form.pin) }),
      lock: () => {
        this.#become('locked');
        return {};
      },
      change_pin: (form) => {
        checkPin(form.old_pin);
        return {};
      },
    };
  }

  #status(): DeskStatusView {
    return {
      state: this.#state,
      unit_name: 'Trung tâm Phục vụ hành chính công xã Hưng Đạo',
      commune_name: 'Xã Hưng Đạo',
      desk_no: 2,
      desk_label: 'Quầy 2',
      signed_in: this.#state === 'unlocked' ? this.#room.signedIn : null,
      training: this.#training,
      version: '0.1.0',
      fingerprint_words: this.#state === 'awaiting_approval' ? WORDS : null,
      draft: this.#draftOwner,
    };
  }

  #become(state: DeskStatusView['state']): void {
    this.#state = state;
    this.#room.tell('desk');
  }

  #change(personId: string, changes: Partial<StaffView>): Record<string, never> {
    this.staff = this.staff.map((person) =>
      person.person_id === personId ? { ...person, ...changes } : person,
    );
    this.#room.tell('staff');
    return {};
  }

  /** Another person's unfinished reception is laid aside under her name. */
  #unlock(personId: string, pin: string): SignedInView {
    checkPin(pin);
    const person = this.staff.find((staff) => staff.person_id === personId);
    if (!person) throw new CommandError('person_unknown', 'Không có người này.');
    const room = this.#room;
    if (room.signedIn && room.signedIn.person_id !== personId && room.draft) {
      this.#draftOwner = { owner_name: room.signedIn.name, saved_at: SAMPLE_NOW };
      room.draft = null;
    }
    room.signedIn = signedIn(person);
    this.#become('unlocked');
    return room.signedIn;
  }
}

function checkCode(code: string): void {
  if (code === SAMPLE_CODE) return;
  throw new CommandError('wrong_activation_code', 'Mã kích hoạt chưa đúng. Xem lại từng chữ.');
}
