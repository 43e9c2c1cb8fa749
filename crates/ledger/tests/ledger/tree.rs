//! The tree against the definition in RFC 6962, for every small size and for random large ones.

use data_encoding::HEXLOWER;
use ledger::{
    Frontier, Hash, MemoryTree, NodeSource, ProofRefused, TreeFault,
    tile::{
        TILE_WIDTH, TileKind, TileNodes, TilePath, entry_bundle, hash_tile, list_tiles_between,
        split_entry_bundle,
    },
    tree::{
        consistency_proof, empty_root, inclusion_proof, leaf_hash, node_hash, root,
        verify_consistency, verify_inclusion,
    },
};
use proptest::prelude::*;

use crate::fixture::cases;

/// MTH of RFC 6962 §2.1, word for word.
fn definition(leaves: &[Vec<u8>]) -> Hash {
    match leaves {
        [] => empty_root(),
        [leaf] => leaf_hash(leaf),
        _ => {
            let split = leaves.len().next_power_of_two() / 2;
            node_hash(&definition(&leaves[..split]), &definition(&leaves[split..]))
        }
    }
}

fn leaves(count: u64) -> Vec<Vec<u8>> {
    (0..count)
        .map(|number| format!("leaf {number}").into_bytes())
        .collect()
}

fn grow(leaves: &[Vec<u8>]) -> MemoryTree {
    let mut tree = MemoryTree::new();
    for (index, leaf) in (0_u64..).zip(leaves) {
        assert_eq!(tree.append(leaf), index);
    }
    tree
}

#[test]
fn the_roots_are_those_that_certificate_transparency_publishes() {
    let leaves = [
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    ];
    let leaves = leaves.map(|leaf| HEXLOWER.decode(leaf.as_bytes()).unwrap());
    let roots = [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];
    let tree = grow(&leaves);
    for (size, expected) in (1..).zip(roots) {
        assert_eq!(root(&tree, size).unwrap().to_string(), expected);
    }
}

#[test]
fn every_leaf_of_every_small_tree_is_proven_and_no_other() {
    let leaves = leaves(40);
    let tree = grow(&leaves);
    for size in 0..=40_u64 {
        let expected = definition(&leaves[..usize::try_from(size).unwrap()]);
        assert_eq!(root(&tree, size), Ok(expected));
        let outside = TreeFault::Outside { inner: size, size };
        assert_eq!(inclusion_proof(&tree, size, size), Err(outside));
        for index in 0..size {
            let leaf = leaf_hash(&leaves[usize::try_from(index).unwrap()]);
            let proof = inclusion_proof(&tree, index, size).unwrap();
            assert_eq!(
                verify_inclusion(&leaf, index, size, &proof, &expected),
                Ok(())
            );
            for wrong in 0..size + 2 {
                let verdict = verify_inclusion(&leaf, wrong, size, &proof, &expected);
                assert_eq!(verdict.is_ok(), wrong == index);
            }
        }
    }
}

#[test]
fn every_small_tree_extends_each_smaller_one() {
    let tree = grow(&leaves(40));
    let roots: Vec<Hash> = (0..=40).map(|size| root(&tree, size).unwrap()).collect();
    for to in 0..=40_u64 {
        for from in 0..=to {
            let proof = consistency_proof(&tree, from, to).unwrap();
            let [smaller, larger] = [from, to].map(|size| &roots[usize::try_from(size).unwrap()]);
            assert_eq!(
                verify_consistency(from, smaller, to, larger, &proof),
                Ok(())
            );
            for altered in 0..proof.len() {
                let mut wrong = proof.clone();
                wrong[altered] = leaf_hash(b"wrong");
                let verdict = verify_consistency(from, smaller, to, larger, &wrong);
                assert_eq!(verdict, Err(ProofRefused));
                let cut = verify_consistency(from, smaller, to, larger, &proof[..altered]);
                assert_eq!(cut, Err(ProofRefused));
            }
            let mut longer = proof.clone();
            longer.push(leaf_hash(b"more"));
            assert!(verify_consistency(from, smaller, to, larger, &longer).is_err());
            let other = leaf_hash(b"other");
            assert!(verify_consistency(from, &other, to, larger, &proof).is_err());
            assert!(
                from == 0 && to > 0
                    || verify_consistency(from, smaller, to, &other, &proof).is_err()
            );
            assert!(from == to || verify_consistency(to, larger, from, smaller, &proof).is_err());
        }
    }
    assert_eq!(
        consistency_proof(&tree, 3, 2),
        Err(TreeFault::Outside { inner: 3, size: 2 })
    );
}

proptest! {
    #![proptest_config(cases(200))]

    #[test]
    fn proofs_of_large_trees_hold_and_altered_ones_do_not(
        size in 2_u64..3_000,
        pick in any::<prop::sample::Index>(),
        earlier in any::<prop::sample::Index>(),
        bit in 0_usize..256,
    ) {
        let leaves = leaves(size);
        let tree = grow(&leaves);
        let whole = tree.root();
        prop_assert_eq!(whole, definition(&leaves));
        let at = pick.index(leaves.len());
        let leaf = leaf_hash(&leaves[at]);
        let index = u64::try_from(at).unwrap();
        let proof = inclusion_proof(&tree, index, size).unwrap();
        prop_assert_eq!(verify_inclusion(&leaf, index, size, &proof, &whole), Ok(()));
        let mut flipped = *proof[bit % proof.len()].as_bytes();
        flipped[bit / 8] ^= 1 << (bit % 8);
        let mut wrong = proof.clone();
        wrong[bit % proof.len()] = Hash::from_bytes(flipped);
        prop_assert!(verify_inclusion(&leaf, index, size, &wrong, &whole).is_err());

        let from = u64::try_from(earlier.index(leaves.len())).unwrap();
        let smaller = root(&tree, from).unwrap();
        let proof = consistency_proof(&tree, from, size).unwrap();
        prop_assert_eq!(verify_consistency(from, &smaller, size, &whole, &proof), Ok(()));
    }

    #[test]
    fn a_tree_taken_up_again_or_read_from_tiles_is_the_same(
        size in 0_u64..1_200,
        more in 0_u64..20,
        pick in any::<prop::sample::Index>(),
    ) {
        let tree = grow(&leaves(size + more));
        let mut frontier = Frontier::restore(&tree, size).unwrap();
        prop_assert_eq!(frontier.root(), root(&tree, size).unwrap());
        for leaf in &leaves(size + more)[usize::try_from(size).unwrap()..] {
            frontier.append(leaf_hash(leaf), |level, index, hash| {
                assert_eq!(tree.find_node(level, index), Some(hash));
            });
        }
        prop_assert_eq!(frontier.root(), tree.root());

        let written = list_tiles_between(0, size);
        let kept = |path: &TilePath| {
            written.contains(path).then(|| hash_tile(&tree, path)).flatten()
        };
        let tiles = TileNodes::new(size, kept);
        prop_assert_eq!(root(&tiles, size), root(&tree, size));
        if size > 0 {
            let index = u64::try_from(pick.index(usize::try_from(size).unwrap())).unwrap();
            for proof in [inclusion_proof, consistency_proof] {
                prop_assert_eq!(proof(&tiles, index, size), proof(&tree, index, size));
            }
        }
    }

    #[test]
    fn tiles_written_step_by_step_are_all_that_the_tree_has(
        steps in prop::collection::vec(0_u64..700, 1..5),
    ) {
        let mut size = 0;
        let mut written = std::collections::BTreeSet::new();
        for step in steps {
            written.extend(list_tiles_between(size, size + step));
            size += step;
        }
        for path in list_tiles_between(0, size) {
            prop_assert!(written.contains(&path), "{}", path);
        }
    }
}

#[test]
fn a_node_that_is_not_kept_is_named() {
    let tree = grow(&leaves(5));
    assert_eq!(
        root(&tree, 6),
        Err(TreeFault::NodeMissing { level: 1, index: 2 })
    );
    let nothing = TileNodes::new(5, |_: &TilePath| None);
    assert_eq!(
        root(&nothing, 5),
        Err(TreeFault::NodeMissing { level: 2, index: 0 })
    );
}

#[test]
fn paths_of_tiles_have_one_spelling() {
    let hashes = |level, index, width| TilePath {
        kind: TileKind::Hashes(level),
        index,
        width,
    };
    let table = [
        ("tile/0/000", hashes(0, 0, TILE_WIDTH)),
        ("tile/0/x001/x234/067", hashes(0, 1_234_067, TILE_WIDTH)),
        ("tile/7/x001/000.p/1", hashes(7, 1_000, 1)),
        ("tile/1/999.p/255", hashes(1, 999, 255)),
        (
            "tile/entries/x123/456",
            TilePath {
                kind: TileKind::Entries,
                index: 123_456,
                width: 256,
            },
        ),
    ];
    for (text, path) in table {
        assert_eq!(path.to_string(), text);
        assert_eq!(text.parse(), Ok(path));
    }
    for wrong in [
        "",
        "tile/0",
        "tile/0/0",
        "tile/0/0000",
        "tile/8/000",
        "tile/00/000",
        "tile/0/x000/001",
        "tile/0/001/002",
        "tile/0/x001",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/01",
        "tile/data/000",
        "/tile/0/000",
        "tile/0/000/",
        "tile/0/+01",
        "tile/0/x999/x999/x999/x999/x999/x999/999",
    ] {
        assert!(wrong.parse::<TilePath>().is_err(), "{wrong}");
    }
}

#[test]
fn a_bundle_of_entries_comes_apart_again() {
    let entries = leaves(300);
    let bundle = entry_bundle(entries.iter().map(Vec::as_slice)).unwrap();
    assert_eq!(split_entry_bundle(&bundle).unwrap(), entries);
    assert_eq!(split_entry_bundle(&bundle[..bundle.len() - 1]), None);
    let long = vec![0; 65_536];
    assert_eq!(entry_bundle([long.as_slice()]), None);
}
