//! Stable codes of refusals and failures, each named once.
//!
//! One table gives the code of a variant and the list of all codes, so that no sentence can be
//! forgotten: a test of the desk goes over the lists. What a code says to a person stands in
//! `ui/locales/vi.json`.

/// Gives an enum its `code()` and its `CODES` from one table; every variant must stand in it.
///
/// ```
/// enum Fault {
///     Empty,
///     TooLong(usize),
/// }
///
/// domain::codes! {
///     pub Fault {
///         Self::Empty => "empty",
///         Self::TooLong(_) => "too_long",
///     }
/// }
///
/// assert_eq!(Fault::TooLong(3).code(), "too_long");
/// assert_eq!(Fault::Empty.code(), "empty");
/// assert_eq!(Fault::CODES, ["empty", "too_long"]);
/// ```
#[macro_export]
macro_rules! codes {
    ($visibility:vis $name:ident { $($variant:pat => $code:literal),+ $(,)? }) => {
        impl $name {
            /// Every code that [`Self::code`] can give.
            $visibility const CODES: &'static [&'static str] = &[$($code),+];

            /// Gives the stable code that the sentence is found by.
            #[must_use]
            $visibility const fn code(&self) -> &'static str {
                match self {
                    $($variant => $code),+
                }
            }
        }
    };
}
