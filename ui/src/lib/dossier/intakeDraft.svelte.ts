// The dossier that is being typed in. It lives as long as the person's screens, is kept by the
// desk program while nobody types, and carries one act id from its first key to its receipt: the
// same draft sent twice is one dossier.
import type {
  Channel,
  ChecklistPaperView,
  DueView,
  PaperFate,
  PaperRequirement,
  PartyForm,
  ProcedureRow,
  ReceiveDossierForm,
  ReturnChannel,
} from '$lib/ipc/bindings';
import { freshActId } from '$lib/ipc/actId';

type Counts = Pick<ChecklistPaperView, 'originals' | 'certified_copies' | 'copies'>;

export interface PaperLine {
  /** Stable while the draft lives. */
  key: number;
  name: string;
  originals: number;
  certified_copies: number;
  copies: number;
  fate: PaperFate;
  irreplaceable: boolean;
  required: PaperRequirement | 'added';
  /** What the catalogue says beside the name. */
  note?: string | null;
  /** What the catalogue asks for, whatever the clerk made of it. */
  listed?: Counts & { fate: PaperFate };
  ticked: boolean;
  /** Noted as missing by the clerk. */
  missing: boolean;
}

export interface DueOverride {
  due_at: string;
  reason: string;
}

export interface IntakeContent {
  version: 1;
  act_id: string;
  applicant: PartyForm;
  submitter: PartyForm | null;
  procedure: ProcedureRow | null;
  channel_in: Channel;
  return_channel: ReturnChannel;
  request: string;
  /** What the procedure put into the request; replaced with the procedure. */
  request_prefill: string;
  sets: string;
  lines: PaperLine[];
  due_override: DueOverride | null;
  missing_reason: string;
  /** The person and procedure for which a duplicate was gone past. */
  acknowledged_for: string | null;
}

/** Who a dossier is for, and who hands it in. */
export type People = Pick<IntakeContent, 'applicant' | 'submitter'>;

export function blankParty(): PartyForm {
  return {
    kind: 'person',
    name: '',
    id_number: null,
    id_kind: 'cccd',
    birth: null,
    sex: null,
    address: '',
    phone: null,
    contact: null,
    email: null,
  };
}

function countsOf({ originals, certified_copies, copies }: Counts): Counts {
  return { originals, certified_copies, copies };
}

function sameCounts(one: Counts, other: Counts): boolean {
  return JSON.stringify(countsOf(one)) === JSON.stringify(countsOf(other));
}

function blankContent(): IntakeContent {
  return {
    version: 1,
    act_id: freshActId(),
    applicant: blankParty(),
    submitter: null,
    procedure: null,
    channel_in: 'direct',
    return_channel: 'counter',
    request: '',
    request_prefill: '',
    sets: '1',
    lines: [],
    due_override: null,
    missing_reason: '',
    acknowledged_for: null,
  };
}

export class IntakeDraft {
  content = $state<IntakeContent>(blankContent());
  /** When the appointed time falls, as the desk program computed it for the procedure. */
  due = $state.raw<DueView | null>(null);
  /** Changes whenever another draft takes this one's place. */
  generation = $state(0);
  #nextKey = 1;

  /** Nothing a person would miss has been typed. */
  get isEmpty(): boolean {
    const { applicant, submitter, procedure, request } = this.content;
    const { name, id_number, address, phone, email } = applicant;
    const typed = [name, id_number, address, phone, email];
    return !submitter && !procedure && !request.trim() && !typed.some((text) => text?.trim());
  }

  get counts(): { originals: number; others: number; presented: number } {
    const counts = { originals: 0, others: 0, presented: 0 };
    for (const line of this.content.lines.filter((one) => one.ticked)) {
      if (line.fate === 'present') counts.presented += 1;
      else {
        const originals = line.irreplaceable ? line.originals : 0;
        counts.originals += originals;
        counts.others += line.originals - originals + line.certified_copies + line.copies;
      }
    }
    return counts;
  }

  /** Required papers that are not there, and those the clerk noted. */
  get missing(): PaperLine[] {
    return this.content.lines.filter(
      (line) => !line.ticked && (line.required === 'yes' || line.missing),
    );
  }

  /** Whom and what a duplicate would be of. */
  get #subject(): string {
    const { applicant, procedure } = this.content;
    return JSON.stringify([applicant.name.trim(), applicant.id_number, procedure?.code]);
  }

  /** True until the name, the number or the procedure is another one. */
  get isDuplicateAcknowledged(): boolean {
    return this.content.acknowledged_for === this.#subject;
  }

  acknowledgeDuplicate(): void {
    this.content.acknowledged_for = this.#subject;
  }

  /** Who is in it, to begin another dossier of the same people with. */
  get people(): People {
    const { applicant, submitter } = $state.snapshot(this.content);
    return { applicant, submitter };
  }

  /** Begins another dossier of the same people, under an act of its own. */
  beginWith(people: People): void {
    this.#replace({ ...blankContent(), ...people });
  }

  /** Begins the next citizen's dossier under an act of its own. */
  clear(): void {
    this.#replace(blankContent());
  }

  /** Takes up what the desk program kept; false when it is nothing this version can read. */
  restore(kept: unknown): boolean {
    const content = kept as IntakeContent | null;
    if (content?.version !== 1 || typeof content.act_id !== 'string') return false;
    this.#replace(content);
    return true;
  }

  #replace(content: IntakeContent): void {
    this.content = content;
    this.due = null;
    this.#nextKey = Math.max(0, ...content.lines.map((line) => line.key)) + 1;
    this.generation += 1;
  }

  /**
   * Lays out a checklist; what was ticked under the same name stays so. True if a line went away or
   * other papers are asked for under its name.
   */
  applyChecklist(papers: readonly ChecklistPaperView[], prefill: string): boolean {
    const before = this.content.lines;
    const added = before.filter((line) => line.required === 'added');
    const left = before.filter((line) => line.required !== 'added');
    let isChanged = false;
    const lines = papers.map((paper) => {
      const at = left.findIndex((line) => line.name === paper.name);
      const [kept] = at < 0 ? [] : left.splice(at, 1);
      const listed = kept?.listed;
      isChanged ||= !!listed && (!sameCounts(listed, paper) || listed.fate !== paper.fate);
      return this.#lineOf(paper, kept);
    });
    this.content.lines = [...lines, ...added];
    const { request, request_prefill } = this.content;
    if (request.trim() === '' || request === request_prefill) this.content.request = prefill;
    this.content.request_prefill = prefill;
    return isChanged || left.length > 0;
  }

  /** As the catalogue has it; of the line before it stays what the clerk did with the same paper. */
  #lineOf(paper: ChecklistPaperView, before?: PaperLine): PaperLine {
    const { name, fate, irreplaceable, required, note } = paper;
    const listed = { ...countsOf(paper), fate };
    const isCounted = before?.listed && sameCounts(before.listed, listed);
    return {
      key: before?.key ?? this.#nextKey++,
      name,
      ...countsOf(isCounted ? before : listed),
      fate: before?.listed?.fate === fate ? before.fate : fate,
      irreplaceable,
      required,
      note,
      listed,
      ticked: before?.ticked ?? false,
      missing: before?.missing ?? false,
    };
  }

  /** Adds a paper that is on no checklist. */
  addLine(name: string): void {
    this.content.lines.push({
      key: this.#nextKey++,
      name,
      originals: 0,
      certified_copies: 0,
      copies: 1,
      fate: 'submit',
      irreplaceable: false,
      required: 'added',
      ticked: true,
      missing: false,
    });
  }

  removeLine(line: PaperLine): void {
    this.content.lines = this.content.lines.filter((one) => one.key !== line.key);
  }

  /** What the desk program is asked to receive. */
  toForm(): ReceiveDossierForm {
    const content = $state.snapshot(this.content);
    const missing = $state.snapshot(this.missing);
    return {
      act_id: content.act_id,
      applicant: content.applicant,
      submitter: content.submitter,
      procedure_code: content.procedure?.code ?? '',
      channel_in: content.channel_in,
      return_channel: content.return_channel,
      request: content.request.trim(),
      sets: Number(content.sets) || 1,
      papers: content.lines
        .filter((line) => line.ticked)
        .map(({ name, originals, certified_copies, copies, fate, irreplaceable }) => ({
          name,
          originals,
          certified_copies,
          copies,
          fate,
          irreplaceable,
        })),
      missing: missing.map(({ name }) => ({ name })),
      missing_reason: missing.length > 0 ? content.missing_reason.trim() : null,
      due_at: content.due_override?.due_at ?? null,
      due_reason: content.due_override?.reason ?? null,
      duplicate_acknowledged: this.isDuplicateAcknowledged,
    };
  }
}
