//! Page images in tests: grey pixels, compared as an eye would, where a shift below half a
//! millimetre's ink does not count but a letter more or less does.

use forms::Composed;
use image::GrayImage;

/// The side of the squares over which ink is averaged before two images are compared, in pixels.
const CELL: u32 = 4;

/// How much the ink of one square may differ, of 255.
const CELL_DIFFERENCE_MAX: f64 = 24.0;

/// How large a part of the squares may differ more than that.
const DIFFERENT_CELLS_MAX: f64 = 0.000_5;

pub(crate) fn page(composed: &Composed, page: usize, dpi: u32) -> GrayImage {
    let grey = composed.page_grey(page, dpi).unwrap();
    GrayImage::from_raw(grey.width, grey.height, grey.dots).unwrap()
}

/// Whether two images show the same page.
pub(crate) fn look_alike(one: &GrayImage, other: &GrayImage) -> bool {
    if one.dimensions() != other.dimensions() {
        return false;
    }
    let one = cells(one);
    let other = cells(other);
    let different = one
        .iter()
        .zip(&other)
        .filter(|(left, right)| (**left - **right).abs() > CELL_DIFFERENCE_MAX)
        .count();
    (different as f64) <= DIFFERENT_CELLS_MAX * one.len() as f64
}

fn cells(image: &GrayImage) -> Vec<f64> {
    let (columns, rows) = (image.width() / CELL, image.height() / CELL);
    let mut averages = Vec::with_capacity((columns * rows) as usize);
    for row in 0..rows {
        for column in 0..columns {
            let mut ink = 0_u32;
            for y in 0..CELL {
                for x in 0..CELL {
                    ink += u32::from(image.get_pixel(column * CELL + x, row * CELL + y).0[0]);
                }
            }
            averages.push(f64::from(ink) / f64::from(CELL * CELL));
        }
    }
    averages
}
