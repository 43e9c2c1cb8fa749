// Shapes of the desk's command surface. Written by hand until they are generated from Rust, which
// must give exactly these names: a Form goes in, a View comes out. Fields are snake_case on both
// sides, ids 32 hex digits, moments RFC 3339 with +07:00, civil dates ISO.

export type Id = string;
export type Moment = string;
export type CivilDate = string;
export type Empty = Record<string, never>;

export type ErrorView = { code: string; message: string };

// Desk, enrolment, people

export type DeskState = 'not_enrolled' | 'awaiting_approval' | 'locked' | 'unlocked';
export type Duty = 'one_stop_reception' | 'postal' | 'supervision';

export type SignedInView = { person_id: Id; name: string; unit_name: string; duties: Duty[] };
export type DraftOwnerView = { owner_name: string; saved_at: Moment };
export type DeskStatusView = {
  state: DeskState;
  unit_name: string;
  commune_name: string;
  desk_no: number;
  desk_label: string;
  signed_in: SignedInView | null;
  training: boolean;
  version: string;
  fingerprint_words: string[] | null;
  draft: DraftOwnerView | null;
};
export type BeginEnrolmentForm = { token: string };
export type BeginEnrolmentView = { fingerprint_words: string[] };
export type CompleteEnrolmentView = { state: DeskState };
export type StaffView = {
  person_id: Id;
  name: string;
  initials: string;
  unit_name: string;
  duty: Duty;
  activated: boolean;
  locked_until: Moment | null;
  tries_left: number;
};
export type ListStaffView = { staff: StaffView[] };
export type ActivatePersonForm = { person_id: Id; code: string; pin: string };
export type UnlockForm = { person_id: Id; pin: string };
export type UnlockView = { signed_in: SignedInView };
export type ChangePinForm = { old_pin: string; new_pin: string };

// Procedures and due dates

export type Channel = 'direct' | 'post' | 'online';
export type ReturnChannel = 'counter' | 'post' | 'electronic';
export type PaperFate = 'submit' | 'present' | 'compare' | 'amend' | 'reclaim';

export type ListProceduresForm = { text: string; channel: Channel };
export type ProcedureRow = {
  code: string;
  short_code: string | null;
  name: string;
  sector: string;
  postal_in: boolean;
  presence: string;
  time_text: string;
  fee_text: string;
  paper_count: number;
  confidence: string;
};
export type ListProceduresView = { procedures: ProcedureRow[] };
export type GetChecklistForm = { procedure_code: string; channel: Channel };
export type PaperRequirement = 'yes' | 'conditional' | 'present';
export type ChecklistPaperView = {
  line: number;
  name: string;
  originals: number;
  certified_copies: number;
  copies: number;
  required: PaperRequirement;
  irreplaceable: boolean;
  fate: PaperFate;
  note: string | null;
};
export type DueView = {
  due_at: Moment | null;
  due_on: CivilDate | null;
  reasoning: string[];
  unconfirmed: boolean;
  must_enter: boolean;
};
export type ChecklistView = {
  papers: ChecklistPaperView[];
  request_prefill: string;
  due: DueView;
};

// Receiving

export type PartyKind = 'person' | 'organisation';
export type IdKind = 'cccd' | 'cmnd' | 'passport' | 'none';
export type Sex = 'M' | 'F';
export type PartyForm = {
  kind: PartyKind;
  name: string;
  id_number: string | null;
  id_kind: IdKind;
  birth: string | null;
  sex: Sex | null;
  address: string;
  phone: string | null;
  contact: string | null;
};
export type PaperForm = {
  name: string;
  originals: number;
  certified_copies: number;
  copies: number;
  fate: PaperFate;
  irreplaceable: boolean;
};
export type MissingPaperForm = { name: string };
export type ReceiveDossierForm = {
  act_id: Id;
  applicant: PartyForm;
  submitter: PartyForm | null;
  procedure_code: string;
  channel_in: Channel;
  return_channel: ReturnChannel;
  request: string;
  sets: number;
  papers: PaperForm[];
  missing: MissingPaperForm[];
  missing_reason: string | null;
  due_at: Moment | null;
  due_reason: string | null;
  duplicate_acknowledged: boolean;
};
export type ReceiveDossierView = {
  dossier_id: Id;
  lookup_code: string;
  dossier_code: string;
  register_volume: string;
  register_number: number;
  due_at: Moment | null;
  due_text: string;
  sentence: string;
  print_job_id: Id;
  repeated: boolean;
};
export type FindDuplicatesForm = {
  name: string;
  id_number: string | null;
  procedure_code: string;
};
export type DuplicateView = {
  dossier_id: Id;
  lookup_code: string;
  applicant_name: string;
  procedure_name: string;
  received_at: Moment;
};
export type FindDuplicatesView = { duplicates: DuplicateView[] };
export type SaveDraftForm = { draft: unknown };
export type SaveDraftView = { saved_at: Moment };
export type GetDraftView = { draft: unknown; saved_at: Moment | null };

// Finding and looking at dossiers

export type SyncState = 'here' | 'sending' | 'received' | 'safe' | 'quarantined';
export type DossierRow = {
  dossier_id: Id;
  lookup_code: string;
  dossier_code: string;
  applicant_name: string;
  birth_year: number | null;
  id_masked: string | null;
  procedure_name: string;
  received_at: Moment;
  due_at: Moment | null;
  due_text: string;
  status: string;
  status_text: string;
  holder_text: string;
  sync: SyncState;
  printed: boolean;
};
export type ListRecentForm = { limit: number };
export type ListRecentView = { dossiers: DossierRow[] };
export type FindDossiersForm = { text: string; limit: number };
export type UnderstoodView = { kind: string; text: string };
export type FindDossiersView = {
  dossiers: DossierRow[];
  more: boolean;
  understood: UnderstoodView[];
};
export type DossierForm = { dossier_id: Id };
export type PaperKind = 'original' | 'certified_copy' | 'copy' | 'result';
export type CustodyState =
  | 'held'
  | 'in_transit'
  | 'returned'
  | 'taken_back'
  | 'incident'
  | 'disputed';
export type PaperView = {
  paper_id: Id;
  name: string;
  form: PaperKind;
  count: number;
  irreplaceable: boolean;
  fate: PaperFate;
  custody: CustodyState;
  holder_text: string;
  since: Moment;
  place: string | null;
  must_return: boolean;
};
export type ClockGrade = 'trusted' | 'unchecked' | 'suspect';
export type TimelineView = {
  record_id: Id;
  at: Moment;
  person_name: string | null;
  unit_name: string;
  title: string;
  detail: string | null;
  struck: boolean;
  sync: SyncState;
  clock: ClockGrade;
};
export type ConflictView = {
  conflict_id: Id;
  dossier_id: Id;
  lookup_code: string;
  title: string;
  detail: string;
  found_at: Moment;
  claims: ConflictClaimView[];
};
export type ConflictClaimView = {
  decision: string;
  text: string;
  person_name: string | null;
  unit_name: string;
  at: Moment;
};
export type DossierView = {
  row: DossierRow;
  applicant: PartyForm;
  submitter: PartyForm | null;
  request: string;
  channel_in: Channel;
  return_channel: ReturnChannel;
  sets: number;
  papers: PaperView[];
  timeline: TimelineView[];
  conflicts: ConflictView[];
  custody_sentence: string;
};
export type SignatureKind = 'pin' | 'paper' | 'none';
export type PaperHandoffView = {
  handoff_id: Id;
  number: string;
  at: Moment;
  from_text: string;
  to_text: string;
  paper_count: number;
  offered_count: number;
  giver_signed: SignatureKind;
  taker_signed: SignatureKind;
  outcome: string | null;
  sync: SyncState;
};
export type WherePapersView = {
  sentence: string;
  as_of: Moment;
  papers: PaperView[];
  handoffs: PaperHandoffView[];
  freshness: string;
};
export type CorrectableField =
  | 'applicant_name'
  | 'birth'
  | 'id_number'
  | 'address'
  | 'phone'
  | 'request'
  | 'return_channel'
  | 'due_at'
  | 'sets';
export type CorrectionReason = 'typing' | 'citizen' | 'document' | 'other';
export type CorrectDossierForm = {
  dossier_id: Id;
  field: CorrectableField;
  value: string;
  reason_kind: CorrectionReason;
  reason: string;
};
export type WithdrawDossierForm = { dossier_id: Id; reason: string; papers_returned: boolean };
export type CancelDossierForm = { dossier_id: Id; reason: string };

// Handing over

export type DestinationView = { unit_id: Id; unit_name: string };
export type HandOverRow = DossierRow & { originals: number; others: number };
export type HandOverGroupView = {
  destination: DestinationView;
  same_day: number;
  dossiers: HandOverRow[];
};
export type DestinationStaffView = DestinationView & {
  staff: { person_id: Id; name: string }[];
};
export type ListHandOverView = {
  groups: HandOverGroupView[];
  destinations: DestinationStaffView[];
};
export type HandoffState =
  | 'offered'
  | 'accepted'
  | 'accepted_with_exceptions'
  | 'refused'
  | 'withdrawn';
export type OfferHandoffForm = {
  act_id: Id;
  to_unit_id: Id;
  to_person_id: Id | null;
  lines: { dossier_id: Id; paper_ids: Id[] | null }[];
  counted_bundles: number;
  pin: string;
};
export type OfferHandoffView = {
  handoff_id: Id;
  number: string;
  state: HandoffState;
  originals: number;
  others: number;
  print_job_id: Id;
};
export type HandoffDirection = 'outgoing' | 'incoming' | 'all';
export type ListHandoffsForm = { direction: HandoffDirection };
export type HandoffRow = {
  handoff_id: Id;
  number: string;
  from_text: string;
  to_text: string;
  offered_at: Moment;
  state: HandoffState;
  line_count: number;
  originals: number;
  others: number;
  exceptions: number;
  overdue: boolean;
  sync: SyncState;
  minutes_signed: boolean;
};
export type ListHandoffsView = { handoffs: HandoffRow[] };
export type HandoffForm = { handoff_id: Id };
export type LineOutcome = 'accepted' | 'missing' | 'damaged' | 'different' | 'refused';
export type HandoffLineView = {
  dossier_id: Id;
  lookup_code: string;
  applicant_name: string | null;
  procedure_name: string;
  papers: PaperView[];
  outcome: LineOutcome | null;
  exception: string | null;
};
export type GiverSignature = 'valid' | 'valid_roster_old' | 'invalid';
export type HandoffView = HandoffRow & {
  lines: HandoffLineView[];
  giver_signature: GiverSignature;
};
export type AcceptPaperForm = { paper_id: Id; outcome: LineOutcome; note: string | null };
export type AcceptHandoffForm = {
  handoff_id: Id;
  taker_person_id: Id | null;
  pin: string;
  counted_bundles: number;
  lines: { dossier_id: Id; papers: AcceptPaperForm[] }[];
};
export type AcceptHandoffView = {
  state: HandoffState;
  accepted: number;
  exceptions: number;
  sentence: string;
  print_job_id: Id;
};
export type RefuseHandoffForm = {
  handoff_id: Id;
  reason: string;
  taker_person_id: Id | null;
  pin: string;
};
export type WithdrawHandoffForm = { handoff_id: Id; reason: string; pin: string };

// Results

export type IssueResultForm = { dossier_id: Id; name: string; kind: string };
export type RecipientKind = 'submitter' | 'applicant' | 'guardian' | 'authorised';
export type ReturnResultForm = {
  dossier_id: Id;
  recipient_kind: RecipientKind;
  recipient_name: string | null;
  document_seen: string | null;
  papers: Id[];
  signature: 'signed' | 'thumbprint';
  witness: string | null;
};

// Conflicts

export type ListConflictsView = { conflicts: ConflictView[] };
export type ResolveConflictForm = {
  dossier_id: Id;
  conflict_id: Id;
  decision: string;
  reason: string;
  pin: string;
};

// Synchronisation

export type SyncSentence = 'ok' | 'sending' | 'waiting' | 'long_offline' | 'sent_back' | 'never';
export type LinePart = 'ok' | 'fault' | 'unknown';
export type LineView = {
  cable: LinePart;
  router: LinePart;
  internet: LinePart;
  server: LinePart;
  clock: LinePart;
  account: LinePart;
};
export type LastAttemptView = { at: Moment; ok: boolean; reason: string | null };
export type SyncStatusView = {
  here: number;
  received: number;
  safe: number;
  quarantined: number;
  last_success_at: Moment | null;
  last_attempt: LastAttemptView | null;
  advice: string;
  state: SyncSentence;
  next_try_seconds: number | null;
  sending_done: number;
  sending_total: number;
  line: LineView;
  backup: string;
};
export type SyncQueueRow = {
  record_id: Id;
  dossier_id: Id | null;
  lookup_code: string | null;
  title: string;
  waiting_since: Moment;
  tries: number;
  state: SyncState;
  reason: string | null;
};
export type ListSyncQueueView = { items: SyncQueueRow[] };

// Printing and the ledger

export type PrintView = { path: string; pages: number; reprint: number };
export type PreviewPrintForm = { dossier_id: Id | null; handoff_id: Id | null; form: string };
export type PreviewPrintView = { pages: string[] };
export type RecordSignedPrintForm = {
  dossier_id: Id | null;
  handoff_id: Id | null;
  form: string;
  signed: boolean;
};
export type VerifyLedgerView = { records: number; devices: number; faults: string[] };
export type DeskHeadView = {
  device: Id;
  incarnation: Id;
  seq: number;
  hash: string;
  words: string[];
};

// Small tools that need no unlocked desk

export type DueTimeUnit = 'working_day' | 'calendar_day' | 'hour' | 'same_day';
export type PreviewDueForm = {
  time_value: number;
  time_unit: DueTimeUnit;
  cutoff_15h: boolean;
  filed_at: Moment;
};
export type PreviewDueView = {
  due_at: Moment | null;
  due_on: CivilDate | null;
  reasoning: string[];
  unconfirmed: boolean;
};
export type ReadIdentityCardView = {
  result: 'ok' | 'ok_warn' | 'unreadable';
  number: string | null;
  old_id: string | null;
  name: string | null;
  dob: string | null;
  sex: Sex | null;
  address: string | null;
  issued: CivilDate | null;
  warnings: string[];
};
export type CheckPostalItemView = {
  normalized: string;
  result: 'valid' | 'bad_check' | 'other' | 'empty';
  expected_check: string | null;
};

/** Every command with what it takes and what it gives. */
export interface Commands {
  get_desk_status: [Empty, DeskStatusView];
  begin_enrolment: [BeginEnrolmentForm, BeginEnrolmentView];
  complete_enrolment: [Empty, CompleteEnrolmentView];
  list_staff: [Empty, ListStaffView];
  activate_person: [ActivatePersonForm, Empty];
  unlock: [UnlockForm, UnlockView];
  lock: [Empty, Empty];
  change_pin: [ChangePinForm, Empty];
  list_procedures: [ListProceduresForm, ListProceduresView];
  get_checklist: [GetChecklistForm, ChecklistView];
  find_duplicates: [FindDuplicatesForm, FindDuplicatesView];
  receive_dossier: [ReceiveDossierForm, ReceiveDossierView];
  save_draft: [SaveDraftForm, SaveDraftView];
  get_draft: [Empty, GetDraftView];
  discard_draft: [Empty, Empty];
  list_recent: [ListRecentForm, ListRecentView];
  find_dossiers: [FindDossiersForm, FindDossiersView];
  get_dossier: [DossierForm, DossierView];
  where_papers: [DossierForm, WherePapersView];
  correct_dossier: [CorrectDossierForm, Empty];
  withdraw_dossier: [WithdrawDossierForm, Empty];
  cancel_dossier: [CancelDossierForm, Empty];
  list_hand_over: [Empty, ListHandOverView];
  offer_handoff: [OfferHandoffForm, OfferHandoffView];
  list_handoffs: [ListHandoffsForm, ListHandoffsView];
  get_handoff: [HandoffForm, HandoffView];
  accept_handoff: [AcceptHandoffForm, AcceptHandoffView];
  refuse_handoff: [RefuseHandoffForm, Empty];
  withdraw_handoff: [WithdrawHandoffForm, Empty];
  issue_result: [IssueResultForm, Empty];
  return_result: [ReturnResultForm, Empty];
  list_conflicts: [Empty, ListConflictsView];
  resolve_conflict: [ResolveConflictForm, Empty];
  get_sync_status: [Empty, SyncStatusView];
  list_sync_queue: [Empty, ListSyncQueueView];
  sync_now: [Empty, Empty];
  print_receipt: [DossierForm, PrintView];
  print_handover_minutes: [HandoffForm, PrintView];
  preview_print: [PreviewPrintForm, PreviewPrintView];
  record_signed_print: [RecordSignedPrintForm, Empty];
  verify_ledger: [Empty, VerifyLedgerView];
  rebuild_projections: [Empty, Empty];
  get_desk_head: [Empty, DeskHeadView];
  preview_due: [PreviewDueForm, PreviewDueView];
  read_identity_card: [{ text: string }, ReadIdentityCardView];
  check_postal_item: [{ number: string }, CheckPostalItemView];
  spell_amount: [{ dong: number }, { words: string }];
  fold_text: [{ text: string }, { folded: string }];
  match_name: [{ name: string; query: string }, { matches: boolean }];
}

export type CommandName = keyof Commands;
export type Input<C extends CommandName> = Commands[C][0];
export type Output<C extends CommandName> = Commands[C][1];

/** Told to the window after each write: which kinds of thing changed. */
export type DataChanged = { kinds: string[] };
