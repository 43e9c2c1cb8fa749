// Taking a dossier in: what must be filled, what needs a question first, and the one call that
// records it. Rules of the office are the desk program's; here only emptiness is checked.
import { isBirthUnreadable, isEmail } from '$lib/components/format';
import type { ReceiveDossierView } from '$lib/ipc/bindings';
import { receiveDossier } from '$lib/ipc/commands';
import * as m from '$lib/ipc/messages';
import { asCommandError } from '$lib/ipc/transport';
import type { DraftKeeper } from './draftKeeper.svelte';
import type { IntakeDraft } from './intakeDraft.svelte';

export interface FieldError {
  id: string;
  text: string;
}

/** What F9 came to: recorded, or what must happen first. */
export type Step = 'saved' | 'errors' | 'due' | 'missing' | 'refused' | 'busy';

export class Reception {
  /** What stops the work; each goes away as its field is filled. */
  errors = $derived.by(() => (this.#attempted ? this.#check() : []));
  /** A refusal or failure of the desk program, in its own sentence. */
  message = $state<string>();
  /** The code of that refusal, where a screen acts on it. */
  code = $state<string>();
  saved = $state.raw<ReceiveDossierView | null>(null);
  busy = $state(false);
  #attempted = $state(false);
  /** The missing papers that were accepted with a reason, by name. */
  #accepted = '';
  private readonly draft: IntakeDraft;
  private readonly keeper: DraftKeeper;

  constructor(draft: IntakeDraft, keeper: DraftKeeper) {
    this.draft = draft;
    this.keeper = keeper;
  }

  get #missing(): string {
    return this.draft.missing.map((line) => line.name).join('\n');
  }

  acceptMissing(): void {
    this.#accepted = this.#missing;
  }

  /** Forgets what was said about the last attempt. */
  reset(): void {
    this.#attempted = false;
    this.message = undefined;
    this.code = undefined;
    this.#accepted = '';
  }

  /** Goes as far as it can towards a recorded dossier. */
  async finish(): Promise<Step> {
    if (this.busy) return 'busy';
    this.message = undefined;
    this.code = undefined;
    this.#attempted = true;
    if (this.errors.length > 0) return 'errors';
    if (this.draft.due?.must_enter && !this.draft.content.due_override) return 'due';
    if (this.#missing !== this.#accepted) return 'missing';
    this.busy = true;
    try {
      return await this.#send();
    } finally {
      this.busy = false;
    }
  }

  async #send(): Promise<Step> {
    // The act id must be on disk before the act: after a crash the same draft is sent again.
    await this.keeper.keep();
    if (this.keeper.found) return 'busy';
    try {
      this.saved = await receiveDossier(this.draft.toForm());
    } catch (reason) {
      const error = asCommandError(reason);
      this.message = error.message;
      this.code = error.code;
      return 'refused';
    }
    this.draft.clear();
    this.reset();
    await this.keeper.discard();
    return 'saved';
  }

  #check(): FieldError[] {
    const { applicant, submitter, procedure, request, sets, lines } = this.draft.content;
    const organisation = applicant.kind === 'organisation';
    const errors: FieldError[] = [];
    const need = (id: string, text: string, field: string) => {
      if (text.trim() === '') errors.push({ id, text: m.field_required({ field }) });
    };
    const name = organisation ? m.party_organisation_name() : m.party_name();
    need('applicant-name', applicant.name, name);
    if (!organisation && isBirthUnreadable(applicant.birth)) {
      const date = applicant.birth ?? '';
      errors.push({ id: 'applicant-birth', text: m.field_no_such_date({ date }) });
    }
    const email = applicant.email?.trim() ?? '';
    if (email !== '' && !isEmail(email)) {
      errors.push({ id: 'applicant-email', text: m.party_email_wrong() });
    }
    if (submitter) need('submitter-name', submitter.name, m.party_submitter_title());
    if (!procedure) errors.push({ id: 'procedure', text: m.procedure_choose() });
    else need('request', request, m.procedure_request());
    if (!/^[1-9]\d?$/.test(sets.trim())) {
      errors.push({ id: 'sets', text: m.field_required({ field: m.procedure_sets() }) });
    }
    const first = lines[0];
    if (procedure && first && !lines.some((line) => line.ticked)) {
      errors.push({ id: `paper-${first.key}`, text: m.papers_none_ticked() });
    }
    return errors;
  }
}
