//! The text as it lies on the laid-out pages: what a reader, a search or a screen reader will
//! find, and where.
//!
//! Read from typst's own frames, so that no other tool is needed to check a page before it is
//! printed.

use std::collections::BTreeSet;

use typst::layout::{Frame, FrameItem, Point, Transform};
use typst::text::TextItem;
use typst::visualize::{Geometry, Shape};
use typst_layout::PagedDocument;

use crate::FormError;

/// What ink may reach beyond the sheet by rounding, in points.
const EDGE_TOLERANCE: f64 = 0.01;

/// Two runs whose baselines lie closer than this are on one line, in points.
const SAME_LINE: f64 = 1.0;

/// One run of text in one face; its box is the ink's, in points from the top left corner of the
/// page.
#[derive(Debug, Clone, PartialEq)]
pub struct TextRun {
    /// The text.
    pub text: String,
    /// The family of its face.
    pub family: String,
    /// The left edge of the ink.
    pub left: f64,
    /// The upper edge of the ink.
    pub top: f64,
    /// The right edge of the ink.
    pub right: f64,
    /// The lower edge of the ink.
    pub bottom: f64,
    /// The height of the baseline.
    pub baseline: f64,
    /// The size of the letters.
    pub size: f64,
    /// Whether it is upright; the training watermark is not.
    pub upright: bool,
}

/// The text of one page.
#[derive(Debug, Clone, PartialEq)]
pub struct PageText {
    /// The page's width in points.
    pub width: f64,
    /// The page's height in points.
    pub height: f64,
    /// The runs in the order of the document.
    pub runs: Vec<TextRun>,
    /// The vertical lines of tables.
    pub rules: Vec<Rule>,
}

/// A vertical line, in points from the top left corner of the page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rule {
    /// How far from the left edge it stands.
    pub x: f64,
    /// Its upper end.
    pub top: f64,
    /// Its lower end.
    pub bottom: f64,
}

impl PageText {
    /// Returns the upright text line by line from top to bottom, runs of a line joined by a space.
    pub fn lines(&self) -> Vec<String> {
        let mut runs: Vec<&TextRun> = self.runs.iter().filter(|run| run.upright).collect();
        runs.sort_by(|one, other| one.baseline.total_cmp(&other.baseline));
        runs.chunk_by_mut(|one, other| other.baseline - one.baseline < SAME_LINE)
            .map(|line| {
                line.sort_by(|one, other| one.left.total_cmp(&other.left));
                line.iter()
                    .map(|run| run.text.trim())
                    .collect::<Vec<_>>()
                    .join(" ")
            })
            .collect()
    }
}

/// The text of a whole document and the letters that no face has.
#[derive(Debug, Clone, PartialEq)]
pub struct TextLayer {
    /// The pages in order.
    pub pages: Vec<PageText>,
    /// Letters that would be printed as boxes.
    pub unprintable: BTreeSet<char>,
}

impl TextLayer {
    /// Reads the text off a laid-out document.
    pub(crate) fn read(document: &PagedDocument) -> Self {
        let mut layer = Self {
            pages: Vec::new(),
            unprintable: BTreeSet::new(),
        };
        for page in document.pages() {
            let mut text = PageText {
                width: page.frame.width().to_pt(),
                height: page.frame.height().to_pt(),
                runs: Vec::new(),
                rules: Vec::new(),
            };
            walk(
                &page.frame,
                Transform::identity(),
                &mut |item, at| match item {
                    FrameItem::Text(item) => {
                        text.runs.push(read_run(item, at));
                        layer.unprintable.extend(letters_without_glyph(item));
                    }
                    FrameItem::Shape(shape, _) => text.rules.extend(read_rule(shape, at)),
                    FrameItem::Group(_)
                    | FrameItem::Image(..)
                    | FrameItem::Link(..)
                    | FrameItem::Tag(_) => {}
                },
            );
            layer.pages.push(text);
        }
        layer
    }

    /// Refuses a document with letters that cannot be printed or text outside the sheet.
    pub(crate) fn check(&self) -> Result<(), FormError> {
        if !self.unprintable.is_empty() {
            return Err(FormError::Unprintable {
                letters: self.unprintable.iter().collect(),
            });
        }
        for (page, number) in self.pages.iter().zip(1..) {
            if let Some(run) = page.runs.iter().find(|run| !is_on_page(run, page)) {
                return Err(FormError::OffPage {
                    page: number,
                    text: run.text.clone(),
                });
            }
        }
        Ok(())
    }
}

fn is_on_page(run: &TextRun, page: &PageText) -> bool {
    run.left >= -EDGE_TOLERANCE
        && run.top >= -EDGE_TOLERANCE
        && run.right <= page.width + EDGE_TOLERANCE
        && run.bottom <= page.height + EDGE_TOLERANCE
}

fn walk(frame: &Frame, at: Transform, visit: &mut dyn FnMut(&FrameItem, Transform)) {
    for (position, item) in frame.items() {
        let at = at.pre_concat(Transform::translate(position.x, position.y));
        visit(item, at);
        if let FrameItem::Group(group) = item {
            walk(&group.frame, at.pre_concat(group.transform), visit);
        }
    }
}

fn read_rule(shape: &Shape, at: Transform) -> Option<Rule> {
    let Geometry::Line(end) = &shape.geometry else {
        return None;
    };
    let (from, to) = (Point::zero().transform(at), end.transform(at));
    let is_upright = (from.x - to.x).abs().to_pt() < EDGE_TOLERANCE && from.y != to.y;
    is_upright.then(|| Rule {
        x: from.x.to_pt(),
        top: from.y.min(to.y).to_pt(),
        bottom: from.y.max(to.y).to_pt(),
    })
}

fn read_run(item: &TextItem, at: Transform) -> TextRun {
    let ink = item.bbox();
    let corners = [
        ink.min,
        ink.max,
        Point::new(ink.min.x, ink.max.y),
        Point::new(ink.max.x, ink.min.y),
    ]
    .map(|corner| corner.transform(at));
    let along = |axis: fn(&Point) -> f64| {
        let values = corners.iter().map(axis);
        (
            values.clone().fold(f64::INFINITY, f64::min),
            values.fold(f64::NEG_INFINITY, f64::max),
        )
    };
    let (left, right) = along(|corner| corner.x.to_pt());
    let (top, bottom) = along(|corner| corner.y.to_pt());
    TextRun {
        text: item.text.to_string(),
        family: item.font.font().info().family.clone(),
        left,
        top,
        right,
        bottom,
        baseline: Point::zero().transform(at).y.to_pt(),
        size: item.size.to_pt(),
        upright: at.is_only_scale() || at.is_only_translate(),
    }
}

fn letters_without_glyph(item: &TextItem) -> impl Iterator<Item = char> {
    let missing = item.glyphs.iter().filter(|glyph| glyph.id == 0);
    missing.flat_map(|glyph| item.text.get(glyph.range()).unwrap_or_default().chars())
}
