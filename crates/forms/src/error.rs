//! What can go wrong on the way to paper.
//!
//! The dossier is already recorded when a form is printed, so none of these loses anything: the
//! desk falls back to a slip written by hand with the lookup digits.

use chrono::NaiveDate;

/// A form that could not be printed.
#[derive(Debug, thiserror::Error)]
pub enum FormError {
    /// No template set is in force on the day of the form.
    #[error("no template set is in force on {on}")]
    NoTemplateSet {
        /// The day the form bears.
        on: NaiveDate,
    },
    /// The form asks for a set that this desk does not hold.
    #[error("template set {id:?} is not known here")]
    UnknownTemplateSet {
        /// The set asked for.
        id: String,
    },
    /// The description of a template set cannot be read.
    #[error("the description of a template set cannot be read")]
    ReadTemplateSet {
        /// What the reader objected to.
        #[source]
        source: serde_json::Error,
    },
    /// The lookup code is not 14 digits, or the commune code is not 5.
    #[error("{digits:?} is not a code of {expected} digits")]
    BadCode {
        /// The text that was given.
        digits: String,
        /// How many digits it must have.
        expected: usize,
    },
    /// The form has more rows than fit in one document.
    #[error("{rows} rows, at most {max} can be printed on one form")]
    TooManyRows {
        /// The rows of the form.
        rows: usize,
        /// The most that a form may have.
        max: usize,
    },
    /// One text of the form is longer than any real one.
    #[error("a text of {letters} letters, at most {max} can be printed")]
    TooLong {
        /// The letters of that text.
        letters: usize,
        /// The most that a text may have.
        max: usize,
    },
    /// The totals do not agree with the lines they stand under.
    #[error("the total of {of} says {printed}, the lines add up to {counted}")]
    TotalsDisagree {
        /// What was added up.
        of: &'static str,
        /// The total on the form.
        printed: u64,
        /// The sum over its lines.
        counted: u64,
    },
    /// A total in words is not the one in figures.
    #[error("the total of {of} is {figure} in figures and {words:?} in words")]
    WordsDisagree {
        /// What was added up.
        of: &'static str,
        /// The figure.
        figure: u64,
        /// The words beside it.
        words: String,
    },
    /// The form could not be turned into input of its template.
    #[error("the form cannot be encoded")]
    Encode {
        /// What the encoder objected to.
        #[source]
        source: serde_json::Error,
    },
    /// An embedded font cannot be read.
    #[error("embedded font {name} cannot be read")]
    ReadFont {
        /// The file's name.
        name: &'static str,
    },
    /// The path of a template is not one.
    #[error("{path:?} is not the path of a template")]
    BadTemplatePath {
        /// The path.
        path: String,
    },
    /// The QR code cannot be made.
    #[error("the QR code cannot be made")]
    MakeQr,
    /// The template does not compile.
    #[error("the template does not compile: {messages}")]
    Compile {
        /// The compiler's messages.
        messages: String,
    },
    /// The template compiles with warnings.
    ///
    /// On paper they are faults: a font is missing, a layout is unstable.
    #[error("the template compiles with warnings: {messages}")]
    Warned {
        /// The compiler's messages.
        messages: String,
    },
    /// No embedded font has these letters; printing would put boxes in their place.
    #[error("no font has the letters {letters:?}")]
    Unprintable {
        /// The letters, each once.
        letters: String,
    },
    /// A text would lie outside the sheet.
    #[error("text leaves page {page}")]
    OffPage {
        /// The page, counted from 1.
        page: usize,
        /// The text that does not fit.
        text: String,
    },
    /// The PDF cannot be written.
    #[error("the PDF cannot be written: {messages}")]
    WritePdf {
        /// The writer's messages.
        messages: String,
    },
    /// The form has no such page.
    #[error("page {page} of a form of {pages} pages")]
    NoSuchPage {
        /// The page asked for, counted from 1.
        page: usize,
        /// The pages there are.
        pages: usize,
    },
    /// A page image is asked for in a resolution that no screen or printer has.
    #[error("{dpi} dpi is not between 36 and 600")]
    BadResolution {
        /// The resolution asked for.
        dpi: u32,
    },
}
