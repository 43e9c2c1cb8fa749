//! The codes read back from the rendered page, by an independent QR reader and by a barcode
//! reader of our own that knows nothing of the drawing: it looks for bars in rows of pixels.

use std::collections::BTreeSet;

use forms::receipt::ReceiptSlip;
use forms::sheet::{LookupCode, Paper};
use image::GrayImage;

use crate::bar_reader::find_barcodes;
use crate::fixtures::{compose, line, minutes, minutes_over, slip};
use crate::picture::page;

const RESOLUTIONS: [(Paper, u32); 4] = [
    (Paper::A5, 150),
    (Paper::A5, 300),
    (Paper::A5, 600),
    (Paper::A4, 300),
];

#[test]
fn the_codes_of_a_slip_read_back_at_every_resolution() {
    for (paper, dpi) in RESOLUTIONS {
        let image = page(&compose(ReceiptSlip { paper, ..slip() }), 1, dpi);
        assert_eq!(
            read_qr(&image),
            ["2611200200041201351"],
            "{paper:?} at {dpi} dpi"
        );
        let bars = BTreeSet::from(["26112002000412".to_owned()]);
        assert_eq!(read_barcodes(&image), bars, "{paper:?} at {dpi} dpi");
    }
}

#[test]
fn the_codes_of_minutes_read_back_line_by_line() {
    let composed = compose(minutes());
    let mut read = BTreeSet::new();
    for number in 1..=composed.pages() / 2 {
        read.extend(read_barcodes(&page(&composed, number, 150)));
    }
    let lines = minutes()
        .lines
        .into_iter()
        .filter_map(|line| line.lookup_code);
    assert_eq!(read, lines.chain(["26112002000420".to_owned()]).collect());
    assert_eq!(read_qr(&page(&composed, 1, 150)), ["2611200200042001351"]);
}

#[test]
fn codes_of_all_kinds_of_digits_read_back() {
    for digits in [
        "00000000000000",
        "99999999999999",
        "01234567890123",
        "98765432109876",
        "99010109000011",
    ] {
        let code = LookupCode {
            digits: digits.to_owned(),
            commune: "00004".to_owned(),
        };
        let image = page(&compose(ReceiptSlip { code, ..slip() }), 1, 150);
        assert_eq!(read_barcodes(&image), [digits.to_owned()].into());
        assert_eq!(read_qr(&image), [format!("{digits}00004")]);
    }
}

#[test]
fn every_digit_pair_reads_back() {
    let pairs: String = (0..100).map(|pair| format!("{pair:02}")).collect();
    let lines = pairs.as_bytes().chunks(14).map(|chunk| {
        let digits = format!("{:0<14}", std::str::from_utf8(chunk).unwrap());
        forms::handover::Line {
            lookup_code: Some(digits),
            ..line(1)
        }
    });
    let expected: BTreeSet<String> = lines.clone().filter_map(|line| line.lookup_code).collect();
    let composed = compose(minutes_over(lines.collect()));
    let read: BTreeSet<String> = (1..=composed.pages() / 2)
        .flat_map(|number| read_barcodes(&page(&composed, number, 150)))
        .collect();
    assert!(read.is_superset(&expected), "{expected:?} in {read:?}");
}

#[test]
fn the_printed_sizes_are_what_scanners_need() {
    let image = page(&compose(slip()), 1, 300);
    let module = find_barcodes(&image)[0].module();
    assert!(module / 300.0 * 25.4 >= 0.33, "{module} pixels a module");
    let code = &find_qr(&image)[0];
    assert!(code.side / 300.0 * 25.4 >= 20.0, "{} pixels", code.side);
    let level_m = 0;
    assert_eq!(code.level, level_m);
}

#[test]
fn bars_begin_and_end_on_the_dots_of_the_printer() {
    let slips = [Paper::A5, Paper::A4].map(|paper| compose(ReceiptSlip { paper, ..slip() }));
    for composed in slips.iter().chain([&compose(minutes())]) {
        let image = page(composed, 1, 150);
        for barcode in find_barcodes(&image) {
            let row =
                (barcode.left..=barcode.right).map(|x| image.get_pixel(x, barcode.y + 3).0[0]);
            let between = row.filter(|ink| (8..=247).contains(ink)).count();
            assert_eq!(between, 0, "{}", barcode.digits);
        }
    }
}

#[test]
fn the_reader_does_not_see_a_barcode_with_a_broken_bar() {
    let mut image = page(&compose(slip()), 1, 300);
    let barcode = &find_barcodes(&image)[0];
    let middle = barcode.left.midpoint(barcode.right);
    for x in middle..middle + 12 {
        for y in 0..image.height() {
            image.put_pixel(x, y, image::Luma([255]));
        }
    }
    assert_eq!(read_barcodes(&image), BTreeSet::new());
}

struct QrCode {
    digits: String,
    /// The width of the symbol without its quiet zone, in pixels.
    side: f64,
    level: u16,
}

fn find_qr(image: &GrayImage) -> Vec<QrCode> {
    let (width, height) = (image.width() as usize, image.height() as usize);
    let dots = image.as_raw();
    let mut prepared =
        rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| dots[y * width + x]);
    let grids = prepared.detect_grids();
    grids
        .iter()
        .map(|grid| {
            let (meta, digits) = grid.decode().unwrap();
            let side = f64::from(grid.bounds[1].x - grid.bounds[0].x);
            QrCode {
                digits,
                side,
                level: meta.ecc_level,
            }
        })
        .collect()
}

fn read_qr(image: &GrayImage) -> Vec<String> {
    find_qr(image).into_iter().map(|code| code.digits).collect()
}

fn read_barcodes(image: &GrayImage) -> BTreeSet<String> {
    find_barcodes(image)
        .into_iter()
        .map(|barcode| barcode.digits)
        .collect()
}
