//! The embedded faces, in the order in which a letter is looked for: TeX Gyre Termes with every
//! Vietnamese letter, then `DejaVu` Serif for letters of other peoples' names.
//!
//! Fonts of the machine are never used.

use typst::foundations::Bytes;
use typst::text::{Font, FontBook};

use crate::FormError;

const FACES: [(&str, &[u8]); 5] = [
    (
        "texgyretermes-regular.otf",
        include_bytes!("../fonts/texgyretermes-regular.otf"),
    ),
    (
        "texgyretermes-bold.otf",
        include_bytes!("../fonts/texgyretermes-bold.otf"),
    ),
    (
        "texgyretermes-italic.otf",
        include_bytes!("../fonts/texgyretermes-italic.otf"),
    ),
    (
        "texgyretermes-bolditalic.otf",
        include_bytes!("../fonts/texgyretermes-bolditalic.otf"),
    ),
    (
        "DejaVuSerif.ttf",
        include_bytes!("../fonts/DejaVuSerif.ttf"),
    ),
];

/// Reads the embedded faces.
pub(crate) fn read() -> Result<Vec<Font>, FormError> {
    FACES
        .into_iter()
        .map(|(name, bytes)| Font::new(Bytes::new(bytes), 0).ok_or(FormError::ReadFont { name }))
        .collect()
}

/// Lists the faces for typst.
pub(crate) fn book(fonts: &[Font]) -> FontBook {
    FontBook::from_fonts(fonts)
}
