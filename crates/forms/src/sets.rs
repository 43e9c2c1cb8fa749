//! Template sets: which number, title and arrangement a form has, and from when to when.
//!
//! The numbers differ between circulars, so none is ever in code; a set that nobody has compared
//! with its circular prints «mẫu – chưa đối chiếu». Sets come with the program and may be added
//! from the upper level's publications.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::FormError;

/// The forms that a set describes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FormKind {
    /// The receipt-and-appointment slip.
    Receipt,
    /// The handover minutes.
    Handover,
}

impl FormKind {
    /// Returns the name of the form's template within its set.
    pub(crate) fn template_name(self) -> &'static str {
        match self {
            Self::Receipt => "receipt.typ",
            Self::Handover => "handover.typ",
        }
    }

    /// Returns a template that only calls the shared arrangement.
    fn shared_template(self) -> &'static str {
        match self {
            Self::Receipt => include_str!("../templates/2025/receipt.typ"),
            Self::Handover => include_str!("../templates/2025/handover.typ"),
        }
    }
}

/// What a set says of one form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormTitle {
    /// The number of the form, «01»; `None` when the circular gives it none.
    pub number: Option<String>,
    /// The form's title.
    pub title: String,
    /// The paper that prescribes it.
    pub source: Option<String>,
    /// Whether a person has compared title and arrangement with that paper.
    pub confirmed: bool,
}

/// One set of templates with the days on which it holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateSet {
    /// The set's short name, such as «2025».
    pub id: String,
    /// The set's title, as shown in the settings.
    pub title: String,
    /// The first day on which it is used.
    pub valid_from: NaiveDate,
    /// The last day on which it is used; `None` while it is in force.
    pub valid_to: Option<NaiveDate>,
    /// Whether a person has compared the whole set with its circular.
    pub confirmed: bool,
    /// The receipt-and-appointment slip.
    pub receipt: FormTitle,
    /// The handover minutes.
    pub handover: FormTitle,
    /// The notice on personal data that slips carry.
    pub personal_data_notice: String,
    /// The typst sources of the set by file name.
    #[serde(default)]
    pub(crate) templates: BTreeMap<String, String>,
}

impl TemplateSet {
    /// Reads a set from its description (JSON) and its templates by file name.
    ///
    /// A template that the set does not bring is taken from the arrangement that all sets share.
    pub fn read(description: &str, templates: BTreeMap<String, String>) -> Result<Self, FormError> {
        let set: Self = serde_json::from_str(description)
            .map_err(|source| FormError::ReadTemplateSet { source })?;
        Ok(Self { templates, ..set })
    }

    /// Returns the source of a form's template.
    pub(crate) fn template_of(&self, kind: FormKind) -> &str {
        match self.templates.get(kind.template_name()) {
            Some(source) => source,
            None => kind.shared_template(),
        }
    }

    fn holds_on(&self, day: NaiveDate) -> bool {
        self.valid_from <= day && self.valid_to.is_none_or(|last| day <= last)
    }
}

/// All the sets that a desk holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateSets {
    sets: BTreeMap<String, TemplateSet>,
}

impl TemplateSets {
    /// Returns the sets that come with the program.
    pub fn built_in() -> Result<Self, FormError> {
        let mut sets = Self {
            sets: BTreeMap::new(),
        };
        sets.add(TemplateSet::read(
            include_str!("../templates/2018/set.json"),
            templates(
                include_str!("../templates/2018/receipt.typ"),
                include_str!("../templates/2018/handover.typ"),
            ),
        )?);
        sets.add(TemplateSet::read(
            include_str!("../templates/2025/set.json"),
            templates(
                include_str!("../templates/2025/receipt.typ"),
                include_str!("../templates/2025/handover.typ"),
            ),
        )?);
        Ok(sets)
    }

    /// Adds a set; one with the same id takes the place of the earlier one.
    pub fn add(&mut self, set: TemplateSet) {
        self.sets.insert(set.id.clone(), set);
    }

    /// Lists the sets by id.
    pub fn list(&self) -> impl Iterator<Item = &TemplateSet> {
        self.sets.values()
    }

    /// Returns the set with that id.
    pub fn get(&self, id: &str) -> Result<&TemplateSet, FormError> {
        self.sets
            .get(id)
            .ok_or_else(|| FormError::UnknownTemplateSet { id: id.to_owned() })
    }

    /// Returns the set in force on a day: of those that hold, the one that began last.
    pub fn in_force_on(&self, day: NaiveDate) -> Result<&TemplateSet, FormError> {
        self.sets
            .values()
            .filter(|set| set.holds_on(day))
            .max_by_key(|set| set.valid_from)
            .ok_or(FormError::NoTemplateSet { on: day })
    }
}

fn templates(receipt: &str, handover: &str) -> BTreeMap<String, String> {
    [(FormKind::Receipt, receipt), (FormKind::Handover, handover)]
        .map(|(kind, source)| (kind.template_name().to_owned(), source.to_owned()))
        .into()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a failed test may panic")]
mod tests {
    use super::*;

    fn set_on(day: &str) -> Result<String, FormError> {
        let sets = TemplateSets::built_in()?;
        sets.in_force_on(on(day)).map(|set| set.id.clone())
    }

    fn on(day: &str) -> NaiveDate {
        day.parse().unwrap()
    }

    #[test]
    fn the_day_of_the_form_decides_the_set() {
        assert_eq!(set_on("2025-09-14").unwrap(), "2018");
        assert_eq!(set_on("2025-09-15").unwrap(), "2025");
        assert_eq!(set_on("2026-11-20").unwrap(), "2025");
    }

    #[test]
    fn a_day_before_every_set_has_none() {
        assert!(matches!(
            set_on("2018-01-01"),
            Err(FormError::NoTemplateSet { .. })
        ));
    }

    #[test]
    fn a_published_set_takes_over_from_its_first_day() {
        let mut sets = TemplateSets::built_in().unwrap();
        let next = TemplateSet {
            id: "2027".to_owned(),
            valid_from: on("2027-01-01"),
            ..sets.get("2025").unwrap().clone()
        };
        sets.add(next);
        let chosen = |day: &str| sets.in_force_on(on(day)).unwrap().id.clone();
        assert_eq!(chosen("2026-12-31"), "2025");
        assert_eq!(chosen("2027-01-01"), "2027");
    }

    #[test]
    fn a_set_that_nobody_compared_is_not_confirmed() {
        let sets = TemplateSets::built_in().unwrap();
        let set = sets.get("2025").unwrap();
        assert!(!set.confirmed && !set.receipt.confirmed && !set.handover.confirmed);
    }

    #[test]
    fn an_unreadable_description_is_a_named_fault() {
        let read = TemplateSet::read("{}", BTreeMap::new());
        assert!(matches!(read, Err(FormError::ReadTemplateSet { .. })));
    }
}
