//! Receipts and other signed statements: verbatim, and good for their kind only.

use ledger::{
    BadSignature, Epoch, Publication, PublicationBody, PublicationKind, Receipt, ReceiptBody,
    Signer, UnitId,
};

use crate::fixture::{MONDAY, key, thousand};

fn receipt_body() -> ReceiptBody {
    let head = thousand().heads[10];
    ReceiptBody {
        device: head.device,
        incarnation: head.incarnation,
        up_to: head.seq,
        head: head.hash,
        positions: vec![(UnitId::from_bytes([1; 16]), 10)],
        server_time: MONDAY,
        epoch: Epoch::from_bytes([2; 16]),
        checkpoint: Some(b"note".to_vec()),
    }
}

#[test]
fn a_receipt_confirms_the_head_that_it_names_and_no_other() {
    let heads = &thousand().heads;
    let body = receipt_body();
    assert!(body.confirms(&heads[10]));
    assert!(!body.confirms(&heads[9]));
    assert!(!body.confirms(&heads[11]));
    let mut altered = heads[10];
    altered.hash = heads[11].hash;
    assert!(!body.confirms(&altered));
}

#[test]
fn a_receipt_reads_back_verbatim_and_verifies_under_the_servers_key_only() {
    let server = key("server", 1);
    let receipt = Receipt::sign(receipt_body(), &server);
    let read = Receipt::decode(&receipt.encode()).unwrap();
    assert_eq!(read, receipt);
    assert_eq!(read.verify(&server.verification_key()), Ok(()));
    assert_eq!(
        read.verify(&key("server", 2).verification_key()),
        Err(BadSignature)
    );
    assert_eq!(read.up_to, 10);
    let mut without = receipt_body();
    without.checkpoint = None;
    let without = Receipt::sign(without, &server);
    assert_eq!(Receipt::decode(&without.encode()).unwrap(), without);
}

#[test]
fn each_bit_of_a_receipt_flipped_is_noticed() {
    let server = key("server", 1);
    let encoded = Receipt::sign(receipt_body(), &server).encode();
    for at in 0..encoded.len() * 8 {
        let mut flipped = encoded.clone();
        flipped[at / 8] ^= 1 << (at % 8);
        let good = Receipt::decode(&flipped)
            .is_ok_and(|receipt| receipt.verify(&server.verification_key()).is_ok());
        assert!(!good, "bit {at}");
    }
}

#[test]
fn a_field_of_a_later_version_is_verified_and_passed_on() {
    let server = key("server", 1);
    let known = Receipt::sign(receipt_body(), &server);
    let mut bytes = known.statement_bytes().to_vec();
    assert_eq!(bytes[0], 0xa8);
    bytes[0] = 0xa9;
    bytes.extend([0x18, 0x20, 0xf5]);
    let signature = server.sign(ledger::Domain::Receipt, &bytes);
    let mut encoded = vec![0xa2, 0x00, 0x58, u8::try_from(bytes.len()).unwrap_or(0)];
    if bytes.len() > 255 {
        encoded.pop();
        encoded[2] = 0x59;
        encoded.extend(u16::try_from(bytes.len()).unwrap().to_be_bytes());
    }
    encoded.extend(&bytes);
    encoded.extend([0x01, 0x58, 0x40]);
    encoded.extend(signature.as_bytes());
    let read = Receipt::decode(&encoded).unwrap();
    assert_eq!(read.verify(&server.verification_key()), Ok(()));
    assert_eq!(read.encode(), encoded);
    assert_eq!(read.positions, known.positions);
}

#[test]
fn a_signature_for_one_kind_of_statement_is_none_for_another() {
    let server = key("server", 1);
    let body = PublicationBody {
        kind: PublicationKind::Units,
        version: 1,
        body: vec![],
    };
    let publication = Publication::sign(body, &server);
    let bytes = publication.statement_bytes();
    let verdict =
        server
            .verification_key()
            .verify(ledger::Domain::Receipt, bytes, publication.signature());
    assert_eq!(verdict, Err(BadSignature));
}
