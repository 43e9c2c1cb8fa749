//! Who may open the file: a PIN alone opens nothing, nor does the PC alone.
//!
//! A person's wrap holds the file key and her own keys; it opens with her six digits *and* the
//! PC's device secret. Duty keys are granted to people one by one, so that two organisations
//! can share one PC. Tries are counted before they are judged, outside the encrypted file.
//!
//! In reading order: [`pin`], [`cost`], [`secret_keeper`], [`twin`] (a small file kept twice),
//! [`tries`], [`seal`] (what is meant for a duty or a person), [`wrap`], [`folder`], [`vault`].

pub mod cost;
pub mod folder;
pub mod pin;
pub mod seal;
pub mod secret_keeper;
pub mod tries;
pub mod twin;
pub mod vault;
pub mod wrap;
