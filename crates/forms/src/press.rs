//! The press: it lays a form out once and gives the sheets as PDF for paper and as images for the
//! screen. Nothing leaves it unchecked, and the same form always gives the same bytes.

use std::collections::HashMap;
use std::sync::OnceLock;

use chrono::{Datelike, NaiveDate};
use typst::comemo;
use typst::diag::{SourceDiagnostic, Warned};
use typst::foundations::{Bytes, Datetime, Smart};
use typst::syntax::{FileId, Source};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt};
use typst_layout::{Page, PagedDocument};
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};
use typst_render::RenderOptions;

use crate::layer::TextLayer;
use crate::world::{INPUT_PATH, PaperWorld, file_id};
use crate::{Form, FormError, FormKind, TemplateSet, TemplateSets, fonts, input};

/// The coarsest page image: a thumbnail.
pub const DPI_MIN: u32 = 36;

/// The finest page image: what a desk's laser printer sets. An A4 page then takes 140 MB while it
/// is drawn.
pub const DPI_MAX: u32 = 600;

const POINTS_PER_INCH: f64 = 72.0;

/// How many prints ago a memorised piece of layout may have been used last before it is forgotten.
const MEMORY_PRINTS: usize = 4;

/// The arrangement that all template sets share.
const SHARED: [(&str, &str); 3] = [
    ("paper.typ", include_str!("../templates/shared/paper.typ")),
    (
        "receipt.typ",
        include_str!("../templates/shared/receipt.typ"),
    ),
    (
        "handover.typ",
        include_str!("../templates/shared/handover.typ"),
    ),
];

/// Everything needed to print: made once, used for every form.
pub struct Press {
    sets: TemplateSets,
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    sources: HashMap<FileId, Source>,
}

impl Press {
    /// Makes a press that prints from these template sets.
    pub fn new(sets: TemplateSets) -> Result<Self, FormError> {
        let mut sources = HashMap::new();
        let mut keep = |path: String, text: &str| -> Result<(), FormError> {
            let id = file_id(&path)?;
            sources.insert(id, Source::new(id, text.to_owned()));
            Ok(())
        };
        for (name, text) in SHARED {
            keep(format!("/shared/{name}"), text)?;
        }
        for set in sets.list() {
            for kind in [FormKind::Receipt, FormKind::Handover] {
                keep(
                    format!("/{}/{}", set.id, kind.template_name()),
                    set.template_of(kind),
                )?;
            }
        }
        let fonts = fonts::read()?;
        Ok(Self {
            sets,
            library: LazyHash::new(Library::default()),
            book: LazyHash::new(fonts::book(&fonts)),
            fonts,
            sources,
        })
    }

    /// Returns the press with the built-in sets, made at its first use.
    pub fn built_in() -> Result<&'static Self, FormError> {
        static PRESS: OnceLock<Press> = OnceLock::new();
        if let Some(press) = PRESS.get() {
            return Ok(press);
        }
        let press = Self::new(TemplateSets::built_in()?)?;
        Ok(PRESS.get_or_init(|| press))
    }

    /// Returns the template sets it prints from.
    pub fn sets(&self) -> &TemplateSets {
        &self.sets
    }

    /// Lays a form out and checks every page.
    pub fn compose(&self, form: &Form) -> Result<Composed, FormError> {
        let set = match &form.printing().template_set {
            Some(id) => self.sets.get(id),
            None => self.sets.in_force_on(form.issued_on()),
        }?;
        let document = self.lay_out(form, set)?;
        let layer = TextLayer::read(&document);
        layer.check()?;
        Ok(Composed {
            document,
            layer,
            template_set: set.id.clone(),
            on: form.issued_on(),
        })
    }

    fn lay_out(&self, form: &Form, set: &TemplateSet) -> Result<PagedDocument, FormError> {
        let input = input::encode(form, set)?;
        let world = PaperWorld {
            library: &self.library,
            book: &self.book,
            fonts: &self.fonts,
            sources: &self.sources,
            main: main_of(form.kind(), set)?,
            input: (file_id(INPUT_PATH)?, Bytes::from_string(input)),
        };
        let Warned { output, warnings } = typst::compile::<PagedDocument>(&world);
        comemo::evict(MEMORY_PRINTS);
        let document = output.map_err(|errors| FormError::Compile {
            messages: messages(&errors),
        })?;
        if warnings.is_empty() {
            Ok(document)
        } else {
            Err(FormError::Warned {
                messages: messages(&warnings),
            })
        }
    }
}

fn main_of(kind: FormKind, set: &TemplateSet) -> Result<FileId, FormError> {
    file_id(&format!("/{}/{}", set.id, kind.template_name()))
}

fn messages(diagnostics: &[SourceDiagnostic]) -> String {
    let texts: Vec<&str> = diagnostics
        .iter()
        .map(|fault| fault.message.as_str())
        .collect();
    texts.join("; ")
}

/// A form laid out on its pages, checked, ready for paper and screen.
#[derive(Debug)]
pub struct Composed {
    document: PagedDocument,
    layer: TextLayer,
    template_set: String,
    on: NaiveDate,
}

/// A printed form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// The PDF, PDF/A-2a.
    pub pdf: Vec<u8>,
    /// How many pages it has, over all its copies.
    pub pages: usize,
    /// The template set it was printed from; a reprint names it again.
    pub template_set: String,
}

impl Composed {
    /// Returns how many pages there are, over all copies.
    pub fn pages(&self) -> usize {
        self.document.pages().len()
    }

    /// Returns the text as it lies on the pages.
    pub fn layer(&self) -> &TextLayer {
        &self.layer
    }

    /// Returns the form as PDF with its page count.
    pub fn to_rendered(&self) -> Result<Rendered, FormError> {
        Ok(Rendered {
            pdf: self.to_pdf()?,
            pages: self.pages(),
            template_set: self.template_set.clone(),
        })
    }

    /// Returns the form as PDF/A-2a, the kind made for archives; its date is that of the form.
    pub fn to_pdf(&self) -> Result<Vec<u8>, FormError> {
        let standards =
            PdfStandards::new(&[PdfStandard::A_2a]).map_err(|fault| FormError::WritePdf {
                messages: fault.message().to_string(),
            })?;
        let options = PdfOptions {
            standards,
            timestamp: timestamp(self.on),
            creator: Smart::Custom(Some("Trao Tay".to_owned())),
            ..PdfOptions::default()
        };
        typst_pdf::pdf(&self.document, &options).map_err(|errors| FormError::WritePdf {
            messages: messages(&errors),
        })
    }

    /// Draws one page, counted from 1, in grey, as a printer's bitmap is made from it.
    pub fn page_grey(&self, page: usize, dpi: u32) -> Result<GreyPage, FormError> {
        let canvas = typst_render::render(self.page(page)?, &resolution(dpi)?);
        let grey = canvas
            .pixels()
            .iter()
            .map(|dot| luma(dot.red(), dot.green(), dot.blue()));
        Ok(GreyPage {
            width: canvas.width(),
            height: canvas.height(),
            dots: grey.collect(),
        })
    }

    fn page(&self, page: usize) -> Result<&Page, FormError> {
        let pages = self.document.pages();
        page.checked_sub(1)
            .and_then(|index| pages.get(index))
            .ok_or(FormError::NoSuchPage {
                page,
                pages: pages.len(),
            })
    }
}

/// One page in grey, 0 black to 255 white, row by row from the top.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GreyPage {
    /// Dots a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// The dots.
    pub dots: Vec<u8>,
}

/// The brightness of a colour after ITU-R BT.601, in whole numbers.
fn luma(red: u8, green: u8, blue: u8) -> u8 {
    let sum = 299 * u32::from(red) + 587 * u32::from(green) + 114 * u32::from(blue);
    u8::try_from(sum / 1000).unwrap_or(u8::MAX)
}

fn resolution(dpi: u32) -> Result<RenderOptions, FormError> {
    if !(DPI_MIN..=DPI_MAX).contains(&dpi) {
        return Err(FormError::BadResolution { dpi });
    }
    Ok(RenderOptions {
        pixel_per_pt: (f64::from(dpi) / POINTS_PER_INCH).into(),
        ..RenderOptions::default()
    })
}

fn timestamp(on: NaiveDate) -> Option<Timestamp> {
    let month = u8::try_from(on.month()).ok()?;
    let day = u8::try_from(on.day()).ok()?;
    Datetime::from_ymd_hms(on.year(), month, day, 0, 0, 0).map(Timestamp::new_utc)
}
