//! The small tools: due dates, identity cards, item numbers, amounts, names.
//!
//! They need no unlocked desk and touch no file.

use domain::due::{DueRequest, OfficeHours};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::{Answer, CommandError};
use crate::moment::Moment;
use crate::program::Program;
use crate::surface::{
    Amount, CalendarSource, CalendarView, CardText, CheckPostalItemView, Folded, ItemNumber,
    Matches, NameQuery, PreviewDueForm, PreviewDueView, ReadIdentityCardView, Text, Words,
};

/// Works out when a result is due.
pub(super) fn preview_due(program: &Program, form: PreviewDueForm) -> Answer<PreviewDueView> {
    let request = DueRequest {
        time_value: form.time_value,
        time_unit: form.time_unit.into(),
        cutoff_15h: form.cutoff_15h,
        filed_at: form.filed_at.civil(),
        office_hours: OfficeHours::default(),
    };
    let rules = program.rules();
    let preview = domain::due::preview_due(&request, rules.calendar())
        .map_err(|fault| CommandError::of(&fault))?;
    let version = rules.published_calendar();
    Ok(PreviewDueView {
        due_at: preview.due_at.map(Moment::from),
        due_on: preview.due_on,
        reasoning: preview.reasoning,
        unconfirmed: preview.unconfirmed,
        calendar: CalendarView {
            source: version.map_or(CalendarSource::Shipped, |_| CalendarSource::Published),
            version,
        },
    })
}

/// Reads a card.
pub(super) fn read_identity_card(_: &Program, form: CardText) -> Answer<ReadIdentityCardView> {
    reshape(&domain::identity_card::read_identity_card(&form.text))
}

/// Checks an item number.
pub(super) fn check_postal_item(_: &Program, form: ItemNumber) -> Answer<CheckPostalItemView> {
    reshape(&domain::postal_item::check_postal_item(&form.number))
}

/// Spells an amount.
pub(super) fn spell_amount(_: &Program, form: Amount) -> Answer<Words> {
    Ok(Words {
        words: domain::money::spell_amount(form.dong),
    })
}

/// Folds a text.
pub(super) fn fold_text(_: &Program, form: Text) -> Answer<Folded> {
    Ok(Folded {
        folded: domain::name::fold(&form.text),
    })
}

/// Matches a name.
pub(super) fn match_name(_: &Program, form: NameQuery) -> Answer<Matches> {
    Ok(Matches {
        matches: domain::name::match_name(&form.name, &form.query),
    })
}

/// Gives an answer of the domain the shape of the surface: the same fields by the same names.
fn reshape<V: DeserializeOwned>(answer: &impl Serialize) -> Answer<V> {
    serde_json::to_value(answer)
        .and_then(serde_json::from_value)
        .map_err(|error| CommandError::bad_input(&error))
}
