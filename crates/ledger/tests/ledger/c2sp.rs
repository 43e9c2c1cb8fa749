//! Our log read by programs that others wrote: `signed_note` and `tlog_tiles`, after the C2SP
//! specifications and Go's own checksum database.

use std::{cell::RefCell, collections::BTreeMap};

use ledger::{
    Checkpoint, CheckpointFault, Epoch, FeedHead, Hash, MemoryTree, NoteKey, SignedCheckpoint,
    Signer, UnitId,
    checkpoint::{first_leaf, origin},
    log_end::{EARLIER_LOGS_LEAF, LogEnd, earlier_logs_leaf, read_earlier_logs},
    tile::{TileKind, TilePath, hash_tile, list_tiles_between},
    tree::{consistency_proof, inclusion_proof, leaf_hash, root},
};
use signed_note::{Note, NoteError, StandardVerifier, VerifierList};
use tlog_tiles::{
    Checkpoint as TheirCheckpoint,
    tile::{Tile, TileHashReader, TileReader},
    tlog,
};

use crate::fixture::{bytes, key};

/// A log of feed entries of one unit.
fn log(size: u64) -> (MemoryTree, Vec<Vec<u8>>) {
    let mut tree = MemoryTree::new();
    let mut head = FeedHead::start(UnitId::from_bytes([5; 16]));
    let leaves = (0..size).map(|number| {
        let record = Hash::from_bytes(bytes("record", number));
        let entry = head.next_entry(record).unwrap();
        head = head.follow(&entry).unwrap();
        tree.append(&entry.encode());
        entry.encode()
    });
    let leaves = leaves.collect();
    (tree, leaves)
}

fn checkpoint(tree: &MemoryTree) -> Checkpoint {
    Checkpoint {
        origin: origin("district.example.vn", Epoch::from_bytes([6; 16])),
        size: tree.size(),
        root: tree.root(),
        extensions: vec![],
    }
}

fn theirs(hash: &Hash) -> tlog::Hash {
    tlog::Hash(*hash.as_bytes())
}

fn their_verifiers(key: &NoteKey) -> VerifierList {
    let verifier = StandardVerifier::new(&key.verifier_text()).unwrap();
    VerifierList::new(vec![Box::new(verifier)])
}

#[test]
fn their_reader_verifies_and_reads_our_checkpoint() {
    let (tree, _) = log(1_000);
    let server = key("server", 1);
    let signed = checkpoint(&tree).sign(&server).unwrap();
    let note_key = NoteKey {
        name: checkpoint(&tree).origin,
        key: server.verification_key(),
    };
    let note = Note::from_bytes(signed.as_bytes()).unwrap();
    let (verified, unverified) = note.verify(&their_verifiers(&note_key)).unwrap();
    assert_eq!((verified.len(), unverified.len()), (1, 0));
    let read = TheirCheckpoint::from_bytes(note.text()).unwrap();
    assert_eq!(read.origin(), note_key.name);
    assert_eq!(read.size(), 1_000);
    assert_eq!(*read.hash(), theirs(&tree.root()));

    let stranger = NoteKey {
        name: note_key.name,
        key: key("server", 2).verification_key(),
    };
    let refused = note.verify(&their_verifiers(&stranger));
    assert!(matches!(refused, Err(NoteError::UnverifiedNote)));
}

#[test]
fn we_read_their_note_with_a_witness_beside_the_log() {
    let (tree, _) = log(10);
    let server = key("server", 1);
    let signed = checkpoint(&tree).sign(&server).unwrap();
    let mut note = Note::from_bytes(signed.as_bytes()).unwrap();
    let witness =
        signed_note::Signature::new("witness.example".to_owned(), 7, vec![1; 72]).unwrap();
    let text = note.text().to_vec();
    let mut signatures = vec![witness];
    signatures.extend(
        note.verify(&their_verifiers(&NoteKey {
            name: checkpoint(&tree).origin,
            key: server.verification_key(),
        }))
        .unwrap()
        .0,
    );
    note = Note::new(&text, &signatures).unwrap();
    let read = SignedCheckpoint::parse(&note.to_bytes()).unwrap();
    assert_eq!(read.checkpoint(), &checkpoint(&tree));
    assert_eq!(read.verify(&server.verification_key()), Ok(()));
    assert_eq!(read.as_bytes(), note.to_bytes());
    let stranger = key("server", 2).verification_key();
    assert_eq!(read.verify(&stranger), Err(CheckpointFault::Unsigned));
}

#[test]
fn each_byte_of_a_checkpoint_altered_is_noticed() {
    let (tree, _) = log(3);
    let server = key("server", 1);
    let good = checkpoint(&tree).sign(&server).unwrap();
    for at in 0..good.as_bytes().len() {
        let mut altered = good.as_bytes().to_vec();
        altered[at] ^= 1;
        let verdict = SignedCheckpoint::parse(&altered)
            .and_then(|note| note.verify(&server.verification_key()));
        assert!(verdict.is_err(), "byte {at}");
    }
}

#[test]
fn notes_that_are_no_checkpoints_are_refused_by_both() {
    let server = key("server", 1);
    let (tree, _) = log(3);
    let good =
        String::from_utf8(checkpoint(&tree).sign(&server).unwrap().as_bytes().to_vec()).unwrap();
    let lines: Vec<&str> = good.split('\n').collect();
    let [name, size, root, _, signature, _] = lines[..] else {
        panic!("{good}")
    };
    let wrong = [
        format!("{name}\n0{size}\n{root}\n\n{signature}\n"),
        format!("{name}\n+{size}\n{root}\n\n{signature}\n"),
        format!("{name}\n-1\n{root}\n\n{signature}\n"),
        format!("{name}\n{size}\n{}\n\n{signature}\n", &root[4..]),
        format!("{name}\n{size}\n\n{signature}\n"),
        format!("\n{size}\n{root}\n\n{signature}\n"),
        format!("{name}\n{size}\n{root}\n\n{signature}"),
        format!("{name}\n{size}\n{root}\n{signature}\n"),
        format!("{name}\n{size}\n{root}\n\n"),
        format!("{name}\n{size}\n{root}\n\nx\n\n{signature}\n"),
    ];
    for note in wrong {
        let ours = SignedCheckpoint::parse(note.as_bytes());
        assert!(ours.is_err(), "{note}");
        let read = Note::from_bytes(note.as_bytes());
        let theirs = read.is_ok_and(|note| TheirCheckpoint::from_bytes(note.text()).is_ok());
        assert!(!theirs, "{note}");
    }
    let extended = format!("{name}\n{size}\n{root}\nmore\n\n{signature}\n");
    let read = SignedCheckpoint::parse(extended.as_bytes()).unwrap();
    assert_eq!(read.checkpoint().extensions, ["more"]);
    assert!(SignedCheckpoint::parse(&vec![b'x'; 5_000]).is_err());
}

#[test]
fn a_log_that_forked_or_shrank_extends_no_checkpoint() {
    let (small, _) = log(5);
    let (large, _) = log(9);
    let mut forked = MemoryTree::new();
    (0..9_u8).for_each(|number| {
        forked.append(&[number]);
    });
    let held = checkpoint(&small);
    let proof = consistency_proof(&large, 5, 9).unwrap();
    assert_eq!(held.verify_extension(&checkpoint(&large), &proof), Ok(()));
    let their_proof = consistency_proof(&forked, 5, 9).unwrap();
    let fault = Err(CheckpointFault::NotExtending);
    assert_eq!(
        held.verify_extension(&checkpoint(&forked), &their_proof),
        fault
    );
    assert_eq!(checkpoint(&large).verify_extension(&held, &[]), fault);
    let mut elsewhere = checkpoint(&large);
    elsewhere.origin = origin("district.example.vn", Epoch::from_bytes([7; 16]));
    let fault = Err(CheckpointFault::AnotherLog);
    assert_eq!(held.verify_extension(&elsewhere, &proof), fault);
}

#[test]
fn their_proofs_are_ours_and_their_checks_take_them() {
    let (tree, leaves) = log(70);
    let reader = Nodes(&tree);
    for size in [1, 2, 3, 31, 32, 33, 64, 70_u64] {
        let whole = theirs(&root(&tree, size).unwrap());
        assert_eq!(tlog::tree_hash(size, &reader).unwrap(), whole);
        for index in 0..size {
            let leaf = &leaves[usize::try_from(index).unwrap()];
            assert_eq!(tlog::record_hash(leaf), theirs(&leaf_hash(leaf)));
            let ours: Vec<_> = inclusion_proof(&tree, index, size)
                .unwrap()
                .iter()
                .map(theirs)
                .collect();
            assert_eq!(tlog::prove_record(size, index, &reader).unwrap(), ours);
            tlog::check_record(&ours, size, whole, index, tlog::record_hash(leaf)).unwrap();
        }
        for from in 1..=size {
            let smaller = theirs(&root(&tree, from).unwrap());
            let ours: Vec<_> = consistency_proof(&tree, from, size)
                .unwrap()
                .iter()
                .map(theirs)
                .collect();
            assert_eq!(tlog::prove_tree(size, from, &reader).unwrap(), ours);
            tlog::check_tree(&ours, size, whole, from, smaller).unwrap();
        }
    }
}

/// Their way of asking for nodes, over our tree.
struct Nodes<'a>(&'a MemoryTree);

impl tlog::HashReader for Nodes<'_> {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<tlog::Hash>, tlog::Error> {
        let node = |index: &u64| {
            let (level, index) = tlog::split_stored_hash_index(*index);
            ledger::NodeSource::find_node(self.0, level, index)
                .as_ref()
                .map(theirs)
        };
        indexes
            .iter()
            .map(|index| node(index).ok_or(tlog::Error::IndexesNotInTree))
            .collect()
    }
}

/// Our tiles as files by their C2SP paths.
struct Files {
    files: BTreeMap<String, Vec<u8>>,
    confirmed: RefCell<usize>,
}

impl TileReader for Files {
    fn height(&self) -> u8 {
        8
    }

    fn read_tiles(&self, tiles: &[Tile]) -> Result<Vec<Vec<u8>>, tlog::Error> {
        // Their paths name the height, which C2SP leaves out since it is always 8.
        let file = |tile: &Tile| {
            self.files
                .get(&tile.path().replacen("tile/8/", "tile/", 1))
                .cloned()
        };
        tiles
            .iter()
            .map(|tile| file(tile).ok_or(tlog::Error::InvalidTile))
            .collect()
    }

    fn save_tiles(&self, tiles: &[Tile], _: &[Vec<u8>]) {
        *self.confirmed.borrow_mut() += tiles.len();
    }
}

fn files(tree: &MemoryTree) -> Files {
    let paths = list_tiles_between(0, tree.size()).into_iter();
    let hashes = paths.filter(|path| matches!(path.kind, TileKind::Hashes(_)));
    let files = hashes
        .map(|path| (path.to_string(), hash_tile(tree, &path).unwrap()))
        .collect();
    Files {
        files,
        confirmed: RefCell::new(0),
    }
}

#[test]
fn their_reader_authenticates_our_tiles_and_proves_every_entry() {
    for size in [1, 255, 256, 257, 70_000_u64] {
        let (tree, leaves) = log(size);
        let whole = theirs(&tree.root());
        let files = files(&tree);
        let reader = TileHashReader::new(size, whole, &files);
        for index in [0, 1, 255, 256, 65_535, 65_536, size - 1] {
            let Some(leaf) = leaves.get(usize::try_from(index).unwrap()) else {
                continue;
            };
            let proof = tlog::prove_record(size, index, &reader).unwrap();
            tlog::check_record(&proof, size, whole, index, tlog::record_hash(leaf)).unwrap();
        }
        assert!(size == 1 || *files.confirmed.borrow() > 0);
    }
}

/// A tree of one complete subtree: where two share a tile, their reader 0.2.0 counts one too few
/// and leaves the tiles that it fetched last to the proof that follows.
#[test]
fn their_reader_refuses_a_tile_of_ours_with_one_byte_altered() {
    let (tree, _) = log(512);
    for (path, at) in [
        ("tile/0/001", 1_300),
        ("tile/0/000", 0),
        ("tile/1/000.p/2", 63),
    ] {
        let mut files = files(&tree);
        files.files.get_mut(path).unwrap()[at] ^= 1;
        let reader = TileHashReader::new(512, theirs(&tree.root()), &files);
        let refused = [3, 300].map(|index| tlog::prove_record(512, index, &reader));
        let is_seen = |proof: &Result<_, _>| matches!(proof, Err(tlog::Error::InconsistentTile));
        assert!(refused.iter().any(is_seen), "{path}: {refused:?}");
    }
}

#[test]
fn their_list_of_tiles_to_write_is_ours() {
    for (from, to) in [
        (0, 0),
        (0, 1),
        (0, 256),
        (0, 257),
        (255, 256),
        (256, 257),
        (100, 70_000),
    ] {
        let theirs: Vec<String> = Tile::new_tiles(8, from, to)
            .iter()
            .map(|tile| tile.path().replacen("tile/8/", "tile/", 1))
            .collect();
        let ours: Vec<String> = list_tiles_between(from, to)
            .iter()
            .filter(|path: &&TilePath| path.kind != TileKind::Entries)
            .map(ToString::to_string)
            .collect();
        assert_eq!(ours, theirs, "{from} to {to}");
    }
}

#[test]
fn the_first_leaf_of_a_log_names_the_log_before_and_is_no_feed_entry() {
    let (tree, leaves) = log(2);
    let last = checkpoint(&tree).sign(&key("server", 1)).unwrap();
    let leaf = first_leaf(Some(&last));
    assert!(leaf.ends_with(last.as_bytes()));
    assert!(leaf.starts_with(&first_leaf(None)));
    assert_ne!(leaf[0], leaves[0][0]);
}

#[test]
fn the_second_leaf_proves_where_a_log_before_ended_and_nothing_else() {
    let end = |number: u8, size| LogEnd {
        epoch: Epoch::from_bytes([number; 16]),
        size,
        root: Hash::of(&[&[number]]),
    };
    let ends = [end(1, 40), end(2, 3)];
    let leaf = earlier_logs_leaf(&ends);
    let mut tree = MemoryTree::new();
    for leaf in [first_leaf(None), leaf.clone(), b"an entry".to_vec()] {
        tree.append(&leaf);
    }
    let (size, root) = (tree.size(), root(&tree, tree.size()).unwrap());
    let path = inclusion_proof(&tree, EARLIER_LOGS_LEAF, size).unwrap();
    let find = |leaf: &[u8], number| {
        LogEnd::find_in(leaf, Epoch::from_bytes([number; 16]), &path, size, &root)
    };
    assert_eq!(find(&leaf, 2), Ok(Some(ends[1])));
    assert_eq!(find(&leaf, 3), Ok(None));
    assert!(find(&earlier_logs_leaf(&ends[..1]), 1).is_err());
    assert!(read_earlier_logs(&first_leaf(None)).is_err());
}

#[test]
fn an_origin_that_is_no_line_of_a_note_is_not_signed() {
    let server = key("server", 1);
    let (tree, _) = log(1);
    for name in ["", "two words", "a+b", "a\n5", "a\u{7}"] {
        let mut wrong = checkpoint(&tree);
        wrong.origin = name.to_owned();
        assert!(wrong.sign(&server).is_err(), "{name:?}");
    }
    let mut empty_line = checkpoint(&tree);
    empty_line.extensions = vec![String::new()];
    assert_eq!(empty_line.sign(&server), Err(CheckpointFault::Malformed));
}
