// One thin typed function a command. Screens call these and nothing else of the desk program.
import type { Empty, Input } from './bindings';
import { call } from './transport';

const nothing: Empty = {};

export const getDeskStatus = () => call('get_desk_status', nothing);
export const beginEnrolment = (input: Input<'begin_enrolment'>) => call('begin_enrolment', input);
export const completeEnrolment = () => call('complete_enrolment', nothing);
export const listStaff = () => call('list_staff', nothing);
export const activatePerson = (input: Input<'activate_person'>) => call('activate_person', input);
export const vouchForPerson = (input: Input<'vouch_for_person'>) => call('vouch_for_person', input);
export const forgiveTries = (input: Input<'forgive_tries'>) => call('forgive_tries', input);
export const resetPin = (input: Input<'reset_pin'>) => call('reset_pin', input);
export const unlock = (input: Input<'unlock'>) => call('unlock', input);
export const lock = () => call('lock', nothing);
export const changePin = (input: Input<'change_pin'>) => call('change_pin', input);
export const listProcedures = (input: Input<'list_procedures'>) => call('list_procedures', input);
export const getChecklist = (input: Input<'get_checklist'>) => call('get_checklist', input);
export const findDuplicates = (input: Input<'find_duplicates'>) => call('find_duplicates', input);
export const receiveDossier = (input: Input<'receive_dossier'>) => call('receive_dossier', input);
export const saveDraft = (input: Input<'save_draft'>) => call('save_draft', input);
export const getDraft = () => call('get_draft', nothing);
export const discardDraft = () => call('discard_draft', nothing);
export const listRecent = (input: Input<'list_recent'>) => call('list_recent', input);
export const findDossiers = (input: Input<'find_dossiers'>) => call('find_dossiers', input);
export const getDossier = (input: Input<'get_dossier'>) => call('get_dossier', input);
export const wherePapers = (input: Input<'where_papers'>) => call('where_papers', input);
export const correctDossier = (input: Input<'correct_dossier'>) => call('correct_dossier', input);
export const withdrawDossier = (input: Input<'withdraw_dossier'>) =>
  call('withdraw_dossier', input);
export const cancelDossier = (input: Input<'cancel_dossier'>) => call('cancel_dossier', input);
export const listHandOver = () => call('list_hand_over', nothing);
export const offerHandoff = (input: Input<'offer_handoff'>) => call('offer_handoff', input);
export const listHandoffs = (input: Input<'list_handoffs'>) => call('list_handoffs', input);
export const getHandoff = (input: Input<'get_handoff'>) => call('get_handoff', input);
export const acceptHandoff = (input: Input<'accept_handoff'>) => call('accept_handoff', input);
export const refuseHandoff = (input: Input<'refuse_handoff'>) => call('refuse_handoff', input);
export const withdrawHandoff = (input: Input<'withdraw_handoff'>) =>
  call('withdraw_handoff', input);
export const issueResult = (input: Input<'issue_result'>) => call('issue_result', input);
export const returnResult = (input: Input<'return_result'>) => call('return_result', input);
export const listConflicts = () => call('list_conflicts', nothing);
export const resolveConflict = (input: Input<'resolve_conflict'>) =>
  call('resolve_conflict', input);
export const getSyncStatus = () => call('get_sync_status', nothing);
export const listSyncQueue = () => call('list_sync_queue', nothing);
export const syncNow = () => call('sync_now', nothing);
export const listAlarms = () => call('list_alarms', nothing);
export const acknowledgeAlarm = (input: Input<'acknowledge_alarm'>) =>
  call('acknowledge_alarm', input);
export const printReceipt = (input: Input<'print_receipt'>) => call('print_receipt', input);
export const printHandoverMinutes = (input: Input<'print_handover_minutes'>) =>
  call('print_handover_minutes', input);
export const recordSignedPrint = (input: Input<'record_signed_print'>) =>
  call('record_signed_print', input);
export const verifyLedger = () => call('verify_ledger', nothing);
export const rebuildProjections = () => call('rebuild_projections', nothing);
export const getDeskHead = () => call('get_desk_head', nothing);
export const previewDue = (input: Input<'preview_due'>) => call('preview_due', input);
export const readIdentityCard = (input: Input<'read_identity_card'>) =>
  call('read_identity_card', input);
export const checkPostalItem = (input: Input<'check_postal_item'>) =>
  call('check_postal_item', input);
export const spellAmount = (input: Input<'spell_amount'>) => call('spell_amount', input);
export const foldText = (input: Input<'fold_text'>) => call('fold_text', input);
export const matchName = (input: Input<'match_name'>) => call('match_name', input);
