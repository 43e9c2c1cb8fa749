//! Which dossiers of a block have a word in their name, as a set of places.
//!
//! Few places are two bytes each, many a bit each; one set has one form only, so that what is
//! made again from the records is the same to the byte.

/// Dossiers that one row speaks of: a bit for each is 512 bytes, which a leaf of the index holds.
pub(crate) const BLOCK: i64 = 4_096;

/// Bytes of the form with a bit for each; the other form is always shorter.
const BITS_BYTES: usize = 512;
/// Words of sixty-four bits in a block.
const WORDS: usize = 64;

/// A set of places in one block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Places([u64; WORDS]);

impl Places {
    /// The set without a place.
    pub(crate) const NONE: Self = Self([0; WORDS]);

    /// Reads either form; none where it is neither.
    pub(crate) fn read(bytes: &[u8]) -> Option<Self> {
        let mut places = Self::NONE;
        if bytes.len() == BITS_BYTES {
            let (words, _) = bytes.as_chunks::<8>();
            for (word, bytes) in places.0.iter_mut().zip(words) {
                *word = u64::from_be_bytes(*bytes);
            }
            return Some(places);
        }
        let (list, rest) = bytes.as_chunks::<2>();
        for place in list {
            places.insert(u16::from_be_bytes(*place));
        }
        rest.is_empty().then_some(places)
    }

    /// Gives the shorter form; none for the empty set, which is not stored.
    pub(crate) fn to_bytes(self) -> Option<Vec<u8>> {
        let count: u32 = self.0.iter().map(|word| word.count_ones()).sum();
        match usize::try_from(count) {
            Ok(0) => None,
            Ok(count) if count < BITS_BYTES / 2 => {
                let mut places: Vec<u16> = self.descending().collect();
                places.reverse();
                Some(places.into_iter().flat_map(u16::to_be_bytes).collect())
            }
            Ok(_) | Err(_) => Some(self.0.iter().flat_map(|word| word.to_be_bytes()).collect()),
        }
    }

    /// Adds a place.
    pub(crate) fn insert(&mut self, place: u16) {
        if let Some(word) = self.0.get_mut(usize::from(place / 64)) {
            *word |= bit(place);
        }
    }

    /// Takes a place out.
    pub(crate) fn remove(&mut self, place: u16) {
        if let Some(word) = self.0.get_mut(usize::from(place / 64)) {
            *word &= !bit(place);
        }
    }

    /// Adds the places of another set.
    pub(crate) fn include(&mut self, other: &Self) {
        for (word, other) in self.0.iter_mut().zip(other.0) {
            *word |= other;
        }
    }

    /// Keeps only what another set has too.
    pub(crate) fn retain(&mut self, other: &Self) {
        for (word, other) in self.0.iter_mut().zip(other.0) {
            *word &= other;
        }
    }

    /// Says whether a place is in the set.
    pub(crate) fn contains(&self, place: u16) -> bool {
        let word = self.0.get(usize::from(place / 64));
        word.is_some_and(|word| word & bit(place) != 0)
    }

    /// Gives the places, the greatest first.
    pub(crate) fn descending(self) -> impl Iterator<Item = u16> {
        let words = (0_u16..).zip(self.0).collect::<Vec<_>>();
        words.into_iter().rev().flat_map(|(index, word)| {
            let ones = (0..64).rev().filter(move |place| word & bit(*place) != 0);
            ones.map(move |place| index.saturating_mul(64).saturating_add(place))
        })
    }
}

fn bit(place: u16) -> u64 {
    1_u64.rotate_left(u32::from(place % 64))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Places;

    fn set(places: &[u16]) -> Places {
        let mut set = Places::NONE;
        places.iter().for_each(|place| set.insert(*place));
        set
    }

    #[test]
    fn few_places_take_two_bytes_each_and_many_a_bit_each() {
        assert_eq!(set(&[]).to_bytes(), None);
        assert_eq!(set(&[4_095, 1]).to_bytes(), Some(vec![0, 1, 15, 255]));
        let many: Vec<u16> = (0..256).collect();
        assert_eq!(set(&many).to_bytes().map(|bytes| bytes.len()), Some(512));
        assert_eq!(Places::read(&[0, 1, 2]), None);
    }

    proptest! {
        #[test]
        fn a_set_reads_back_whichever_form_it_has(
            places in proptest::collection::btree_set(0_u16..4_096, 1..600),
            others in proptest::collection::btree_set(0_u16..4_096, 1..600),
        ) {
            let own: Vec<u16> = places.iter().copied().collect();
            let mut read = Places::read(&set(&own).to_bytes().unwrap_or_default());
            let descending: Vec<u16> = places.iter().rev().copied().collect();
            prop_assert_eq!(read.map(|set| set.descending().collect()), Some(descending));
            let other: Vec<u16> = others.iter().copied().collect();
            if let Some(read) = &mut read {
                read.retain(&set(&other));
                let mut both: Vec<u16> = places.intersection(&others).copied().collect();
                both.reverse();
                prop_assert_eq!(read.descending().collect::<Vec<_>>(), both);
                other.iter().for_each(|place| read.remove(*place));
                prop_assert_eq!(*read, Places::NONE);
            }
        }
    }
}
