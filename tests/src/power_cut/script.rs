//! What the small desk saves, worked out beforehand from a seed: transactions of our kind, and the
//! state that each of them leaves. A judge then needs only the number of what was promised.

use sha2::{Digest, Sha256};

use crate::chance::Chance;

/// How many dossiers the records are about.
const DOSSIERS: u64 = 9;
/// Longest body: larger than a page, so that some records overflow into further pages.
const BODY_BYTES_MAX: u64 = 6_000;

/// A record as the small desk keeps it.
#[derive(Clone, Debug)]
pub struct ScriptRecord {
    /// Its place in the chain, from 1.
    pub seq: i64,
    /// The hash of the one before.
    pub prev: [u8; 32],
    /// Its own hash.
    pub hash: [u8; 32],
    /// The dossier it is about.
    pub dossier: i64,
    /// What it says.
    pub body: Vec<u8>,
}

/// One transaction.
#[derive(Clone, Debug)]
pub enum Transaction {
    /// Records are appended, queued and projected.
    Records(Vec<ScriptRecord>),
    /// A receipt takes everything up to this record off the queue.
    Receipt(i64),
}

/// What is there after a transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// How many records.
    pub records: i64,
    /// The hash of the last one.
    pub head: [u8; 32],
    /// Up to which record a receipt has come.
    pub received: i64,
}

/// The transactions of a seed and what they leave.
#[derive(Clone, Debug)]
pub struct Script {
    /// The transactions, the first run apart.
    pub transactions: Vec<Transaction>,
    /// What is there before the first transaction and after each.
    pub standings: Vec<Standing>,
}

impl Script {
    /// Writes the script of a seed.
    pub fn new(seed: u64, transactions: usize) -> Self {
        let mut script = Self {
            transactions: Vec::new(),
            standings: vec![Standing {
                records: 0,
                head: [0; 32],
                received: 0,
            }],
        };
        let mut chance = Chance::of(&[seed, 0x5c71]);
        for _ in 0..transactions {
            script.add_transaction(&mut chance);
        }
        script
    }

    fn add_transaction(&mut self, chance: &mut Chance) {
        let Some(mut standing) = self.standings.last().cloned() else {
            return;
        };
        let waiting = standing.records - standing.received;
        let transaction = if waiting > 3 && chance.happens(1, 4) {
            standing.received += 1 + chance.below(waiting as u64) as i64;
            Transaction::Receipt(standing.received)
        } else {
            let count = if chance.happens(1, 4) { 3 } else { 1 };
            let records = (0..count).map(|_| standing.next_record(chance));
            Transaction::Records(records.collect())
        };
        self.transactions.push(transaction);
        self.standings.push(standing);
    }
}

impl Standing {
    fn next_record(&mut self, chance: &mut Chance) -> ScriptRecord {
        let length = if chance.happens(1, 8) {
            BODY_BYTES_MAX
        } else {
            700
        };
        let mut body = vec![0; crate::crash_vfs::index(60 + chance.below(length - 60))];
        chance.fill(&mut body);
        self.records += 1;
        let (seq, prev) = (self.records, self.head);
        let dossier = chance.below(DOSSIERS) as i64;
        self.head = record_hash(seq, &prev, dossier, &body);
        ScriptRecord {
            seq,
            prev,
            hash: self.head,
            dossier,
            body,
        }
    }
}

/// The hash that chains a record to the one before.
pub fn record_hash(seq: i64, prev: &[u8], dossier: i64, body: &[u8]) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(prev);
    hash.update(seq.to_be_bytes());
    hash.update(dossier.to_be_bytes());
    hash.update(body);
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::{Script, Transaction};

    #[test]
    fn a_script_follows_from_its_seed_and_holds_both_kinds_of_transactions() {
        let (one, again, other) = (Script::new(1, 40), Script::new(1, 40), Script::new(2, 40));
        assert_eq!(one.standings, again.standings);
        assert_ne!(one.standings, other.standings);
        let receipts = one
            .transactions
            .iter()
            .filter(|t| matches!(t, Transaction::Receipt(_)));
        assert!((1..40).contains(&receipts.count()));
    }
}
