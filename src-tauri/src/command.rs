//! The command surface: every capability of the program, declared once.
//!
//! The window calls it over IPC, `traotay stdio` as JSON lines; `docs/COMMANDS.md` and the
//! window's types are generated from this table. A command parses its input, makes one call
//! inward and shapes the answer.

mod act;
mod alarm;
mod calculate;
mod desk_status;
mod dossier;
mod exchange;
mod hand_over;
mod handoff;
mod ledger;
mod person;
mod print;
mod procedure;
mod reception;
mod whereabouts;

use serde_json::Value;
use store::desk::act::Done;

use crate::describe::Described;
use crate::error::{Answer, CommandError, Failed, Refused};
use crate::program::Program;
use crate::surface::*;

macro_rules! commands {
    ($($(#[doc = $doc:literal])+ $name:ident ($input:ty) -> $output:ty = $handler:path;)+) => {
        /// Carries a command out.
        ///
        /// # Errors
        /// The refusal or failure, as a person is to read it.
        pub(crate) fn call(program: &Program, name: &str, input: Value) -> Answer<Value> {
            program.follow_roster();
            match name {
                $(stringify!($name) => {
                    let input: $input = serde_json::from_value(input)
                        .map_err(|error| CommandError::bad_input(&error))?;
                    let output: $output = $handler(program, input)?;
                    serde_json::to_value(output).map_err(|error| CommandError::bad_input(&error))
                })+
                _ => Err(CommandError::of(&Failed::UnknownCommand(name.to_owned()))),
            }
        }

        /// Describes every command with its types.
        #[must_use]
        pub(crate) fn describe() -> Vec<Described> {
            vec![$(Described::of::<$input, $output>(
                stringify!($name),
                concat!($($doc),+),
            )),+]
        }
    };
}

commands! {
    /// Says how far this machine is from being a desk that somebody works at.
    get_desk_status(Empty) -> DeskStatusView = person::get_desk_status;
    /// Makes the machine's keys and offers them to the server under a one-time token.
    begin_enrolment(BeginEnrolmentForm) -> BeginEnrolmentView = person::begin_enrolment;
    /// Asks whether somebody has compared the six words and approved.
    complete_enrolment(Empty) -> CompleteEnrolmentView = person::complete_enrolment;
    /// Lists everybody who may sign in at this desk.
    list_staff(Empty) -> ListStaffView = person::list_staff;
    /// Makes a person's keys under her PIN and has them certified.
    activate_person(ActivatePersonForm) -> Empty = person::activate_person;
    /// Makes a person's keys while the server cannot be asked; a supervisor beside her vouches.
    vouch_for_person(VouchForPersonForm) -> Empty = person::vouch_for_person;
    /// Forgets a person's wrong PINs by the word of a supervisor beside her.
    forgive_tries(ForgiveTriesForm) -> Empty = person::forgive_tries;
    /// Gives a person who forgot her PIN another one, against a fresh one-time code.
    reset_pin(ResetPinForm) -> Empty = person::reset_pin;
    /// Signs a person in.
    unlock(UnlockForm) -> UnlockView = person::unlock;
    /// Locks the screen; sending goes on.
    lock(Empty) -> Empty = person::lock;
    /// Changes the PIN of the person signed in.
    change_pin(ChangePinForm) -> Empty = person::change_pin;
    /// Finds procedures by short code, folded words or number, the frequent ones first.
    list_procedures(ListProceduresForm) -> ListProceduresView = procedure::list_procedures;
    /// Gives what a procedure asks for by one channel, and when it would be due.
    get_checklist(GetChecklistForm) -> ChecklistView = procedure::get_checklist;
    /// Finds dossiers that look like one about to be saved, not yet sent ones included.
    find_duplicates(FindDuplicatesForm) -> FindDuplicatesView = reception::find_duplicates;
    /// Takes a dossier in. The same `act_id` again gives the first outcome and records nothing.
    receive_dossier(ReceiveDossierForm) -> ReceiveDossierView = reception::receive_dossier;
    /// Keeps an unfinished reception under its person's own key.
    save_draft(SaveDraftForm) -> SaveDraftView = reception::save_draft;
    /// Gives the unfinished reception back to the person who began it.
    get_draft(Empty) -> GetDraftView = reception::get_draft;
    /// Forgets the unfinished reception.
    discard_draft(Empty) -> Empty = reception::discard_draft;
    /// Lists what came last.
    list_recent(ListRecentForm) -> ListRecentView = dossier::list_recent;
    /// Finds dossiers: words match by prefix in any order, the newest 500 hits, best first.
    find_dossiers(FindDossiersForm) -> FindDossiersView = dossier::find_dossiers;
    /// Opens a dossier with everything the person signed in may read.
    get_dossier(DossierForm) -> DossierView = dossier::get_dossier;
    /// Answers where the papers of a dossier are, with the evidence.
    where_papers(DossierForm) -> WherePapersView = whereabouts::where_papers;
    /// Puts one field right; the old value stays in the timeline.
    correct_dossier(CorrectDossierForm) -> Empty = dossier::correct_dossier;
    /// Records that the citizen withdraws.
    withdraw_dossier(WithdrawDossierForm) -> Empty = dossier::withdraw_dossier;
    /// Undoes a reception made by mistake.
    cancel_dossier(CancelDossierForm) -> Empty = dossier::cancel_dossier;
    /// Lists what lies at the office of the person signed in, and who could take it.
    list_hand_over(Empty) -> ListHandOverView = hand_over::list_hand_over;
    /// Signs a manifest over to another party.
    offer_handoff(OfferHandoffForm) -> OfferHandoffView = handoff::offer_handoff;
    /// Lists manifests of the office of the person signed in.
    list_handoffs(ListHandoffsForm) -> ListHandoffsView = handoff::list_handoffs;
    /// Opens a manifest line by line.
    get_handoff(HandoffForm) -> HandoffView = handoff::get_handoff;
    /// Signs for what arrived, line by line, here or beside the giver with the taker's own PIN.
    accept_handoff(AcceptHandoffForm) -> AcceptHandoffView = handoff::accept_handoff;
    /// Refuses a manifest; everything stays with its giver.
    refuse_handoff(RefuseHandoffForm) -> Empty = handoff::refuse_handoff;
    /// Takes an unanswered manifest back.
    withdraw_handoff(WithdrawHandoffForm) -> Empty = handoff::withdraw_handoff;
    /// Records that the result exists and lies here.
    issue_result(IssueResultForm) -> Empty = dossier::issue_result;
    /// Gives papers back to the citizen.
    return_result(ReturnResultForm) -> Empty = dossier::return_result;
    /// Lists what waits for a named person's decision.
    list_conflicts(Empty) -> ListConflictsView = dossier::list_conflicts;
    /// Decides between two records, with a reason.
    resolve_conflict(ResolveConflictForm) -> Empty = dossier::resolve_conflict;
    /// Says how sending stands.
    get_sync_status(Empty) -> SyncStatusView = exchange::get_sync_status;
    /// Lists what is not received yet, item by item.
    list_sync_queue(Empty) -> ListSyncQueueView = exchange::list_sync_queue;
    /// Tries to send at once.
    sync_now(Empty) -> Empty = exchange::sync_now;
    /// Lists what a person must hear of: what nobody has seen first.
    list_alarms(Empty) -> ListAlarmsView = alarm::list_alarms;
    /// Says that the person signed in has seen an alarm; whoever saw it first stays.
    acknowledge_alarm(AcknowledgeAlarmForm) -> Empty = alarm::acknowledge_alarm;
    /// Prints the receipt-and-appointment slip to a PDF, on A5 unless A4 is asked for.
    print_receipt(PrintReceiptForm) -> PrintView = print::print_receipt;
    /// Prints the handover minutes to a PDF.
    print_handover_minutes(HandoffForm) -> PrintView = print::print_handover_minutes;
    /// Records whether a print bears its signatures.
    record_signed_print(RecordSignedPrintForm) -> Empty = print::record_signed_print;
    /// Checks every chain on this machine.
    verify_ledger(Empty) -> VerifyLedgerView = ledger::verify_ledger;
    /// Makes every projection again from the records.
    rebuild_projections(Empty) -> Empty = ledger::rebuild_projections;
    /// Gives the head of this desk's chain, in words and digits.
    get_desk_head(Empty) -> DeskHeadView = ledger::get_desk_head;
    /// Works out when a result is due, with its reasons, and says by which calendar: a published
    /// one lies in the desk's file; until somebody has signed in, the one that ships is used.
    preview_due(PreviewDueForm) -> PreviewDueView = calculate::preview_due;
    /// Reads the text of an identity card's QR code.
    read_identity_card(CardText) -> ReadIdentityCardView = calculate::read_identity_card;
    /// Checks the number of a postal item.
    check_postal_item(ItemNumber) -> CheckPostalItemView = calculate::check_postal_item;
    /// Spells an amount of đồng in words.
    spell_amount(Amount) -> Words = calculate::spell_amount;
    /// Folds a text into its search key.
    fold_text(Text) -> Folded = calculate::fold_text;
    /// Says whether a query finds a name, by the rule of `find_dossiers`.
    match_name(NameQuery) -> Matches = calculate::match_name;
}

fn not_here() -> CommandError {
    CommandError::of(&Refused::NotHere)
}

fn first<T: Copy>(all: &[T]) -> Answer<T> {
    all.first().copied().ok_or_else(not_here)
}

fn print_job(done: &Done) -> Answer<PrintJobId> {
    done.print_job
        .map(|job| PrintJobId::from_bytes(job.0))
        .ok_or_else(not_here)
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may stop at the first surprise"
)]
mod tests;
