//! A naive reader of Code 128, set C: it scans rows of pixels for light and dark and looks
//! symbols up in the bit patterns of the standard, which are written down here apart from the
//! program's table of widths.

use image::GrayImage;

/// Light before the first bar that counts as a quiet zone, in modules.
const QUIET_MODULES: f64 = 9.0;
/// Every barcode is many rows high, so that some may be left out.
const ROW_STEP: usize = 4;

const START_C: &str = "11010011100";
const STOP: &str = "1100011101011";

/// The modules of the values 0 to 102, 1 for a bar.
const PATTERNS: [&str; 103] = [
    "11011001100",
    "11001101100",
    "11001100110",
    "10010011000",
    "10010001100",
    "10001001100",
    "10011001000",
    "10011000100",
    "10001100100",
    "11001001000",
    "11001000100",
    "11000100100",
    "10110011100",
    "10011011100",
    "10011001110",
    "10111001100",
    "10011101100",
    "10011100110",
    "11001110010",
    "11001011100",
    "11001001110",
    "11011100100",
    "11001110100",
    "11101101110",
    "11101001100",
    "11100101100",
    "11100100110",
    "11101100100",
    "11100110100",
    "11100110010",
    "11011011000",
    "11011000110",
    "11000110110",
    "10100011000",
    "10001011000",
    "10001000110",
    "10110001000",
    "10001101000",
    "10001100010",
    "11010001000",
    "11000101000",
    "11000100010",
    "10110111000",
    "10110001110",
    "10001101110",
    "10111011000",
    "10111000110",
    "10001110110",
    "11101110110",
    "11010001110",
    "11000101110",
    "11011101000",
    "11011100010",
    "11011101110",
    "11101011000",
    "11101000110",
    "11100010110",
    "11101101000",
    "11101100010",
    "11100011010",
    "11101111010",
    "11001000010",
    "11110001010",
    "10100110000",
    "10100001100",
    "10010110000",
    "10010000110",
    "10000101100",
    "10000100110",
    "10110010000",
    "10110000100",
    "10011010000",
    "10011000010",
    "10000110100",
    "10000110010",
    "11000010010",
    "11001010000",
    "11110111010",
    "11000010100",
    "10001111010",
    "10100111100",
    "10010111100",
    "10010011110",
    "10111100100",
    "10011110100",
    "10011110010",
    "11110100100",
    "11110010100",
    "11110010010",
    "11011011110",
    "11011110110",
    "11110110110",
    "10101111000",
    "10100011110",
    "10001011110",
    "10111101000",
    "10111100010",
    "11110101000",
    "11110100010",
    "10111011110",
    "10111101110",
    "11101011110",
    "11110101110",
];

/// A barcode found in an image.
pub(crate) struct Barcode {
    pub(crate) digits: String,
    pub(crate) left: u32,
    pub(crate) right: u32,
    pub(crate) y: u32,
}

impl Barcode {
    /// The width of a module in pixels.
    pub(crate) fn module(&self) -> f64 {
        let symbols = self.digits.len() / 2 + 2;
        f64::from(self.right - self.left + 1) / (symbols * 11 + 13) as f64
    }
}

/// Finds every barcode that some row of pixels crosses, the first sighting of each.
pub(crate) fn find_barcodes(image: &GrayImage) -> Vec<Barcode> {
    let mut found: Vec<Barcode> = Vec::new();
    for y in (0..image.height()).step_by(ROW_STEP) {
        for barcode in read_row(image, y) {
            if found.iter().all(|known| known.digits != barcode.digits) {
                found.push(barcode);
            }
        }
    }
    found
}

fn read_row(image: &GrayImage, y: u32) -> Vec<Barcode> {
    let width = image.width() as usize;
    let row = &image.as_raw()[y as usize * width..(y as usize + 1) * width];
    let dark: Vec<bool> = row.iter().map(|dot| *dot < 128).collect();
    let runs: Vec<(bool, u32)> = dark
        .chunk_by(|one, other| one == other)
        .map(|run| (run[0], run.len() as u32))
        .collect();
    let mut left = 0;
    let mut found = Vec::new();
    for at in 0..runs.len() {
        if runs[at].0
            && at > 0
            && let Some((digits, width)) = read_at(&runs, at)
        {
            found.push(Barcode {
                digits,
                left,
                right: left + width - 1,
                y,
            });
        }
        left += runs[at].1;
    }
    found
}

/// Reads the symbols that begin with one dark run; gives the digits and the width in pixels.
fn read_at(runs: &[(bool, u32)], first: usize) -> Option<(String, u32)> {
    let (start, mut width) = symbol(runs.get(first..first + 6)?, 11)?;
    let module = f64::from(width) / 11.0;
    if start != START_C || f64::from(runs[first - 1].1) < QUIET_MODULES * module {
        return None;
    }
    let mut values = Vec::new();
    let mut at = first + 6;
    loop {
        if let Some((stop, stop_width)) = runs.get(at..at + 7).and_then(|last| symbol(last, 13))
            && stop == STOP
        {
            let quiet = runs.get(at + 7).map_or(0, |run| run.1);
            width += stop_width;
            return (f64::from(quiet) >= QUIET_MODULES * module)
                .then_some((digits(&values)?, width));
        }
        let (bits, symbol_width) = symbol(runs.get(at..at + 6)?, 11)?;
        values.push(PATTERNS.iter().position(|pattern| *pattern == bits)?);
        width += symbol_width;
        at += 6;
    }
}

/// Turns runs of pixels into modules.
fn symbol(runs: &[(bool, u32)], modules: u32) -> Option<(String, u32)> {
    let width: u32 = runs.iter().map(|run| run.1).sum();
    let module = f64::from(width) / f64::from(modules);
    let bits: String = runs
        .iter()
        .flat_map(|(dark, pixels)| {
            let count = (f64::from(*pixels) / module).round() as usize;
            std::iter::repeat_n(if *dark { '1' } else { '0' }, count)
        })
        .collect();
    (bits.len() == modules as usize).then_some((bits, width))
}

/// Checks the last value against the others and writes them as digits.
fn digits(values: &[usize]) -> Option<String> {
    let (check, pairs) = values.split_last()?;
    let sum: usize = pairs
        .iter()
        .zip(1..)
        .map(|(value, place)| value * place)
        .sum();
    let sound = (105 + sum) % 103 == *check && pairs.iter().all(|pair| *pair < 100);
    sound.then(|| pairs.iter().map(|pair| format!("{pair:02}")).collect())
}
