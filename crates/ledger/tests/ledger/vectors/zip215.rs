//! Signatures on which Ed25519 libraries disagree, made from the definition, with the verdict of
//! ZIP-215.

use curve25519_dalek::constants::{ED25519_BASEPOINT_POINT, EIGHT_TORSION};
use curve25519_dalek::edwards::EdwardsPoint;
use curve25519_dalek::scalar::Scalar;
use ledger::{Domain, Signature, VerificationKey, verify_batch};
use serde_json::{Value, json};
use sha2::{Digest, Sha512};

use super::hex;
use crate::fixture::bytes;

/// L, the order of the base point, least byte first.
const ORDER: [u8; 32] = [
    0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
];

/// One case: key, message and both halves of the signature.
struct Case {
    why: &'static str,
    key: [u8; 32],
    message: Vec<u8>,
    commitment: [u8; 32],
    scalar: [u8; 32],
    is_good: bool,
}

impl Case {
    /// Judges alone and in a batch, and shows the case.
    fn show(&self) -> Value {
        let key = VerificationKey::from_bytes(self.key);
        let mut both = [0; 64];
        both[..32].copy_from_slice(&self.commitment);
        both[32..].copy_from_slice(&self.scalar);
        let signature = Signature::from_bytes(both);
        let alone = key.verify(Domain::Record, &self.message, &signature);
        let queued = (&key, Domain::Record, self.message.as_slice(), &signature);
        let batch = verify_batch([queued], [5; 32]);
        let verdicts = [alone.is_ok(), batch.is_ok()];
        assert_eq!(verdicts, [self.is_good; 2], "{}", self.why);
        json!({
            "why": self.why,
            "key": hex(self.key),
            "message": hex(&self.message),
            "signature": hex(both),
            "good": self.is_good,
        })
    }
}

pub(super) fn signatures() -> Value {
    let cases = equations().into_iter().chain(encodings()).chain(bad());
    cases.map(|case| case.show()).collect()
}

fn secret(label: &str) -> Scalar {
    Scalar::from_bytes_mod_order(bytes(label, 215))
}

/// SHA-512(R ‖ A ‖ what is signed), as a scalar.
fn challenge(commitment: &[u8; 32], key: &[u8; 32], message: &[u8]) -> Scalar {
    let digest = Sha512::new()
        .chain_update(commitment)
        .chain_update(key)
        .chain_update(b"traotay/record/v1\0")
        .chain_update(message)
        .finalize();
    Scalar::from_bytes_mod_order_wide(&digest.into())
}

/// Signs with r and a for R = r·B and A = a·B, each with a point added of which the signer knows
/// no more. The message is the first of «0», «1» … whose challenge no power of two divides, so that
/// a point of small order in A stays in the equation until it is multiplied by eight.
fn sign(why: &'static str, (r, a): (Scalar, Scalar), points: [EdwardsPoint; 2]) -> Case {
    let [of_commitment, of_key] = points;
    let commitment = (ED25519_BASEPOINT_POINT * r + of_commitment).compress();
    let key = (ED25519_BASEPOINT_POINT * a + of_key).compress();
    let messages = (0_u32..).map(|number| number.to_string().into_bytes());
    let signed = messages.map(|message| {
        let challenge = challenge(commitment.as_bytes(), key.as_bytes(), &message);
        (message, challenge)
    });
    let mut signed = signed.filter(|(_, challenge)| challenge.as_bytes()[0] % 2 == 1);
    let (message, challenge) = signed.next().unwrap();
    Case {
        why,
        key: key.to_bytes(),
        message,
        commitment: commitment.to_bytes(),
        scalar: (r + challenge * a).to_bytes(),
        is_good: true,
    }
}

/// Where the equation holds only when it is multiplied by eight, and where it holds without.
fn equations() -> Vec<Case> {
    let (none, eighth) = (EIGHT_TORSION[0], EIGHT_TORSION[1]);
    let (r, a) = (secret("commitment"), secret("key"));
    let zero = Scalar::ZERO;
    vec![
        sign("nothing unusual", (r, a), [none, none]),
        sign("a key of mixed order", (r, a), [none, eighth]),
        sign("a commitment of mixed order", (r, a), [eighth, none]),
        sign("both of mixed order", (r, a), [eighth, eighth]),
        sign("a key of small order", (r, zero), [none, eighth]),
        sign("a commitment of small order", (zero, a), [eighth, none]),
        sign("both of small order", (zero, zero), [eighth, eighth]),
    ]
}

/// A number as the 255 bits of y, with the sign of x above them.
fn encoded(y: &[u8; 32], sign: u8) -> [u8; 32] {
    let mut encoding = *y;
    encoding[31] |= sign << 7;
    encoding
}

/// Second encodings of points: y not below p = 2²⁵⁵ − 19, and a sign of an x that is zero.
fn encodings() -> Vec<Case> {
    let small = |number: u8| {
        let mut y = [0; 32];
        y[0] = number;
        y
    };
    // p + number, for numbers up to 18.
    let beyond = |number: u8| {
        let mut y = [0xff; 32];
        (y[0], y[31]) = (0xed + number, 0x7f);
        y
    };
    let minus_one = {
        let mut y = beyond(0);
        y[0] -= 1;
        y
    };
    let one = |why, key: [u8; 32], commitment: [u8; 32]| Case {
        why,
        key,
        message: b"any".to_vec(),
        commitment,
        scalar: [0; 32],
        is_good: true,
    };
    vec![
        one(
            "y = p, for 0",
            encoded(&beyond(0), 0),
            encoded(&small(0), 0),
        ),
        one(
            "y = p, for 0, x negative",
            encoded(&small(0), 1),
            encoded(&beyond(0), 1),
        ),
        one(
            "y = p + 1, for 1",
            encoded(&beyond(1), 0),
            encoded(&beyond(1), 0),
        ),
        one(
            "y = 1, x = 0 negative",
            encoded(&small(1), 1),
            encoded(&small(1), 1),
        ),
        one(
            "y = p + 1, for 1, x = 0 negative",
            encoded(&beyond(1), 1),
            encoded(&small(1), 0),
        ),
        one(
            "y = −1, x = 0 negative",
            encoded(&minus_one, 1),
            encoded(&minus_one, 0),
        ),
    ]
}

/// The honest signature with one thing wrong.
fn bad() -> Vec<Case> {
    let (none, point) = (EIGHT_TORSION[0], ED25519_BASEPOINT_POINT);
    let make = |why, points: [EdwardsPoint; 2]| Case {
        is_good: false,
        ..sign(why, (secret("commitment"), secret("key")), points)
    };
    let mut beyond = make("the scalar and the order of the group", [none, none]);
    beyond.scalar = plus_order(beyond.scalar);
    let mut high = make("the highest bit of the scalar set", [none, none]);
    high.scalar[31] |= 0x80;
    let mut no_key = make("a key that is no point", [none, none]);
    // No x fits y = 2.
    no_key.key = [0; 32];
    no_key.key[0] = 2;
    let mut no_commitment = make("a commitment that is no point", [none, none]);
    no_commitment.commitment = no_key.key;
    vec![
        beyond,
        high,
        no_key,
        no_commitment,
        make("a commitment with the base point too many", [point, none]),
        make("a key with the base point too many", [none, point]),
    ]
}

fn plus_order(mut scalar: [u8; 32]) -> [u8; 32] {
    let mut carry = 0_u16;
    for (byte, more) in scalar.iter_mut().zip(ORDER) {
        let sum = u16::from(*byte) + u16::from(more) + carry;
        *byte = u8::try_from(sum & 0xff).unwrap();
        carry = sum >> 8;
    }
    scalar
}
