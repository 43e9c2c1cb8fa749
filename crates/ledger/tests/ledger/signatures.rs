//! ZIP-215: one verdict alone and in a batch, on the points where implementations differ.

use data_encoding::HEXLOWER;
use ledger::{Batch, Domain, Signature, Signer, VerificationKey, verify_batch};
use proptest::prelude::*;

use crate::fixture::{cases, key};

/// The points of small order and their second encodings: what Ed25519 libraries disagree on.
const SMALL_ORDER: [&str; 14] = [
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "0100000000000000000000000000000000000000000000000000000000000080",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
];

fn point(text: &str) -> [u8; 32] {
    HEXLOWER
        .decode(text.as_bytes())
        .unwrap()
        .try_into()
        .unwrap()
}

fn verdicts(key: &VerificationKey, message: &[u8], signature: &Signature) -> [bool; 2] {
    let alone = key.verify(Domain::Record, message, signature).is_ok();
    let batch = verify_batch([(key, Domain::Record, message, signature)], [5; 32]).is_ok();
    [alone, batch]
}

#[test]
fn all_196_pairs_of_small_order_points_are_good_alone_and_in_a_batch() {
    let mut all = Batch::new();
    for public in SMALL_ORDER.map(point) {
        for commitment in SMALL_ORDER.map(point) {
            let mut bytes = [0; 64];
            bytes[..32].copy_from_slice(&commitment);
            let public = VerificationKey::from_bytes(public);
            let signature = Signature::from_bytes(bytes);
            assert_eq!(verdicts(&public, b"Zcash", &signature), [true, true]);
            all.queue(&public, Domain::Record, &[b"Zcash"], &signature);
        }
    }
    assert_eq!(all.verify([6; 32]), Ok(()));
}

#[test]
fn a_scalar_beyond_the_group_order_is_bad_alone_and_in_a_batch() {
    let key = key("malleable", 1);
    let public = key.verification_key();
    let mut bytes = *key.sign(Domain::Record, b"message").as_bytes();
    let order = point("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
    let mut carry = 0_u16;
    for (byte, more) in bytes[32..].iter_mut().zip(order) {
        let sum = u16::from(*byte) + u16::from(more) + carry;
        *byte = u8::try_from(sum & 0xff).unwrap();
        carry = sum >> 8;
    }
    let signature = Signature::from_bytes(bytes);
    assert_eq!(verdicts(&public, b"message", &signature), [false, false]);
}

#[test]
fn bytes_that_are_no_point_are_bad_alone_and_in_a_batch() {
    let mut bytes = [0; 32];
    bytes[0] = 2;
    let signature = Signature::from_bytes([0; 64]);
    let public = VerificationKey::from_bytes(bytes);
    assert_eq!(verdicts(&public, b"message", &signature), [false, false]);
}

#[test]
fn an_empty_batch_is_good() {
    assert_eq!(Batch::new().verify([0; 32]), Ok(()));
}

proptest! {
    #![proptest_config(cases(200))]

    #[test]
    fn a_batch_is_good_exactly_when_each_signature_is(
        items in prop::collection::vec((0_u64..3, any::<[u8; 4]>(), 0_usize..40, 0_u8..3), 1..8),
        seed in any::<[u8; 32]>(),
    ) {
        let signed: Vec<_> = items
            .iter()
            .map(|(number, message, at, change)| {
                let key = key("batch", *number);
                let mut bytes = *key.sign(Domain::Author, message).as_bytes();
                // A change of 0 leaves the signature good.
                bytes[*at] ^= if *change == 1 { 0x10 } else { 0 };
                (key.verification_key(), message, Signature::from_bytes(bytes))
            })
            .collect();
        let alone = signed
            .iter()
            .all(|(key, message, signature)| {
                key.verify(Domain::Author, message.as_slice(), signature).is_ok()
            });
        let batch = verify_batch(
            signed.iter().map(|(key, message, signature)| {
                (key, Domain::Author, message.as_slice(), signature)
            }),
            seed,
        );
        prop_assert_eq!(batch.is_ok(), alone);
    }
}
