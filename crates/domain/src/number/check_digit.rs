//! The check digit of ISO 7064 MOD 11,10: one decimal digit that catches every single wrong digit
//! and nearly every swap of two neighbours.

/// Works out the check digit of a row of decimal digits.
pub(super) fn check_digit(digits: impl IntoIterator<Item = u8>) -> u8 {
    let product = digits.into_iter().fold(10_u8, |product, digit| {
        let sum = match product.wrapping_add(digit) % 10 {
            0 => 10,
            sum => sum,
        };
        sum.wrapping_mul(2) % 11
    });
    11_u8.wrapping_sub(product) % 10
}

#[cfg(test)]
mod tests {
    use super::check_digit;

    #[test]
    fn the_example_of_the_standard_and_the_codes_on_the_drawings_check() {
        for (digits, expected) in [
            ("0794", 5),
            ("2611200200041", 2),
            ("2611209000003", 6),
            ("2611200200040", 4),
        ] {
            assert_eq!(check_digit(values(digits)), expected, "{digits}");
        }
    }

    #[test]
    fn every_single_wrong_digit_is_caught() {
        let right: Vec<u8> = values("2611200200041").collect();
        let check = check_digit(right.iter().copied());
        for place in 0..right.len() {
            for digit in (0..10).filter(|digit| *digit != right[place]) {
                let mut wrong = right.clone();
                wrong[place] = digit;
                assert_ne!(check_digit(wrong), check, "{digit} at {place}");
            }
        }
    }

    fn values(digits: &str) -> impl Iterator<Item = u8> {
        digits.bytes().map(|byte| byte - b'0')
    }
}
