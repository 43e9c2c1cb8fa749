//! Checkpoints: a server signs the size and root of its log.
//!
//! The form is C2SP tlog-checkpoint in a C2SP signed note, so that existing verifiers read it.
//! Every answer to a desk carries one and every desk remembers the last: a log that forks or
//! shrinks is seen by all of them.

use data_encoding::BASE64;

use crate::{
    domain_separation::Domain,
    id::{Epoch, Hash},
    key::{ALGORITHM_ED25519, BadSignature, Signature, Signer, VerificationKey},
    tree::{ProofRefused, verify_consistency},
};

/// The greatest note: text and two signatures take about 400 bytes, witnesses' come beside them.
pub const CHECKPOINT_BYTES_MAX: usize = 4 * 1024;

/// What stands before each signature line.
const SIGNATURE_MARK: &str = "\u{2014} ";

/// What stands in the first leaf of an epoch, before the note.
const FIRST_LEAF: &[u8] = b"traotay/epoch/v1\0";

/// Size and root of a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Names the log, uniquely; see [`origin`].
    pub origin: String,
    /// Counts its leaves.
    pub size: u64,
    /// Its root over all of them.
    pub root: Hash,
    /// Further lines of the text, none of them empty; ours has none.
    pub extensions: Vec<String>,
}

/// Why bytes are not a checkpoint, or not one of this log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointFault {
    /// Larger than [`CHECKPOINT_BYTES_MAX`].
    #[error("the note is too large")]
    TooLarge,
    /// Not a signed note, or its text is no checkpoint.
    #[error("the note is not a signed checkpoint")]
    Malformed,
    /// A checkpoint of another log.
    #[error("the checkpoint is of another log")]
    AnotherLog,
    /// The key signed nothing here.
    #[error("the checkpoint is not signed by the log's key")]
    Unsigned,
    /// A line of the log's key that it did not sign.
    #[error("the log's signature is not good")]
    BadSignature,
    /// The later log does not begin with the earlier.
    #[error("the log does not extend the checkpoint held")]
    NotExtending,
}

impl From<BadSignature> for CheckpointFault {
    fn from(_: BadSignature) -> Self {
        Self::BadSignature
    }
}

impl From<ProofRefused> for CheckpointFault {
    fn from(_: ProofRefused) -> Self {
        Self::NotExtending
    }
}

/// Names the log of one life of a server.
#[must_use]
pub fn origin(server_name: &str, epoch: Epoch) -> String {
    format!("{server_name}/traotay/{epoch}")
}

/// Makes the first leaf of an epoch's log, which names the last checkpoint known of the log before.
///
/// A server that was restored begins a log of its own; by this leaf every later root says from
/// what. Without an earlier checkpoint it ends after its prefix. No feed entry begins like it.
#[must_use]
pub fn first_leaf(last_known: Option<&SignedCheckpoint>) -> Vec<u8> {
    [
        FIRST_LEAF,
        last_known.map_or(&[][..], SignedCheckpoint::as_bytes),
    ]
    .concat()
}

impl Checkpoint {
    /// Writes the text that is signed: one line each for origin, size, root and extensions.
    #[must_use]
    pub fn text(&self) -> String {
        let Self {
            origin,
            size,
            root,
            extensions,
        } = self;
        let root = BASE64.encode(root.as_bytes());
        let extensions: String = extensions
            .iter()
            .flat_map(|line| [line.as_str(), "\n"])
            .collect();
        format!("{origin}\n{size}\n{root}\n{extensions}")
    }

    /// Reads what [`Self::text`] wrote.
    fn parse(text: &str) -> Option<Self> {
        let mut lines = text.strip_suffix('\n')?.split('\n');
        let origin = lines.next().filter(|line| is_key_name(line))?.to_owned();
        let digits = lines.next()?;
        let size: u64 = digits.parse().ok()?;
        let root = BASE64.decode(lines.next()?.as_bytes()).ok()?;
        let root = Hash::try_from(root.as_slice()).ok()?;
        let extensions: Vec<String> = lines.map(str::to_owned).collect();
        let is_regular =
            size.to_string() == digits && extensions.iter().all(|line| !line.is_empty());
        is_regular.then_some(Self {
            origin,
            size,
            root,
            extensions,
        })
    }

    /// Signs the checkpoint under its origin's name, as a log does.
    ///
    /// # Errors
    /// When origin or extensions cannot be lines of a note, or the note would be too large.
    pub fn sign(self, signer: &dyn Signer) -> Result<SignedCheckpoint, CheckpointFault> {
        let text = self.text();
        let key = NoteKey {
            name: self.origin.clone(),
            key: signer.verification_key(),
        };
        let signature = signer.sign(Domain::Checkpoint, text.as_bytes());
        let signed: Vec<u8> = key
            .id()
            .iter()
            .chain(signature.as_bytes())
            .copied()
            .collect();
        let signed = BASE64.encode(&signed);
        let note = format!("{text}\n{SIGNATURE_MARK}{} {signed}\n", key.name);
        // A line break smuggled into a name would make another checkpoint of it.
        let read = SignedCheckpoint::parse(note.as_bytes())?;
        if *read.checkpoint() == self {
            Ok(read)
        } else {
            Err(CheckpointFault::Malformed)
        }
    }

    /// Checks that `later` is the same log with leaves only added.
    ///
    /// # Errors
    /// When it is another log, smaller, or the proof does not lead there.
    pub fn verify_extension(&self, later: &Self, proof: &[Hash]) -> Result<(), CheckpointFault> {
        if self.origin != later.origin {
            return Err(CheckpointFault::AnotherLog);
        }
        Ok(verify_consistency(
            self.size,
            &self.root,
            later.size,
            &later.root,
            proof,
        )?)
    }
}

/// A name as signed notes allow it: not empty, no white space, no plus sign.
fn is_key_name(name: &str) -> bool {
    !name.is_empty() && !name.contains(|letter: char| letter == '+' || letter.is_whitespace())
}

/// A key that signs notes, with its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteKey {
    /// The name; for a log its origin.
    pub name: String,
    /// The key.
    pub key: VerificationKey,
}

impl NoteKey {
    /// Gives the four bytes by which a signature line names the key:
    /// SHA-256(name ‖ newline ‖ 1 ‖ key) cut short.
    #[must_use]
    pub fn id(&self) -> [u8; 4] {
        let kind = [ALGORITHM_ED25519];
        let hash = Hash::of(&[self.name.as_bytes(), b"\n", &kind, self.key.as_bytes()]);
        let [a, b, c, d, ..] = *hash.as_bytes();
        [a, b, c, d]
    }

    /// Writes the key as note verifiers take it: name, id and key with plus signs between.
    #[must_use]
    pub fn verifier_text(&self) -> String {
        let id = data_encoding::HEXLOWER.encode(&self.id());
        let key: Vec<u8> = [ALGORITHM_ED25519]
            .iter()
            .chain(self.key.as_bytes())
            .copied()
            .collect();
        format!("{}+{id}+{}", self.name, BASE64.encode(&key))
    }
}

/// A checkpoint in its signed note, kept verbatim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedCheckpoint {
    checkpoint: Checkpoint,
    note: String,
    text_bytes: usize,
}

impl SignedCheckpoint {
    /// Reads a note; verifies nothing.
    ///
    /// # Errors
    /// When the bytes are no signed note, or its text is no checkpoint.
    pub fn parse(bytes: &[u8]) -> Result<Self, CheckpointFault> {
        if bytes.len() > CHECKPOINT_BYTES_MAX {
            return Err(CheckpointFault::TooLarge);
        }
        Self::parse_note(bytes).ok_or(CheckpointFault::Malformed)
    }

    fn parse_note(bytes: &[u8]) -> Option<Self> {
        let note = core::str::from_utf8(bytes).ok()?;
        if note.contains(|letter: char| letter != '\n' && letter.is_ascii_control()) {
            return None;
        }
        let (text, signatures) = note.rsplit_once("\n\n")?;
        let text_bytes = text.len().checked_add(1)?;
        let checkpoint = Checkpoint::parse(note.get(..text_bytes)?)?;
        let lines = signatures.strip_suffix('\n')?.split('\n');
        let are_lines = lines.map(parse_signature).all(|line| line.is_some());
        are_lines.then(|| Self {
            checkpoint,
            note: note.to_owned(),
            text_bytes,
        })
    }

    /// Gives size and root.
    #[must_use]
    pub const fn checkpoint(&self) -> &Checkpoint {
        &self.checkpoint
    }

    /// Gives the note as it was signed.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.note.as_bytes()
    }

    /// Checks the log's own signature; lines of other keys, such as witnesses', are passed over.
    ///
    /// # Errors
    /// When the key signed nothing here, or a line in its name is not its signature.
    pub fn verify(&self, key: &VerificationKey) -> Result<(), CheckpointFault> {
        let key = NoteKey {
            name: self.checkpoint.origin.clone(),
            key: *key,
        };
        let (text, signatures) = self
            .note
            .split_at_checked(self.text_bytes)
            .ok_or(CheckpointFault::Malformed)?;
        let own = signatures
            .lines()
            .filter_map(parse_signature)
            .filter(|(name, signed)| *name == key.name && signed.starts_with(&key.id()));
        let mut is_signed = false;
        for (_, signed) in own {
            let signature = Signature::try_from(signed.get(4..).unwrap_or_default())?;
            key.key
                .verify(Domain::Checkpoint, text.as_bytes(), &signature)?;
            is_signed = true;
        }
        if is_signed {
            Ok(())
        } else {
            Err(CheckpointFault::Unsigned)
        }
    }
}

/// Reads one signature line: the key's name, then its id with the signature.
fn parse_signature(line: &str) -> Option<(&str, Vec<u8>)> {
    let (name, signed) = line.strip_prefix(SIGNATURE_MARK)?.split_once(' ')?;
    let signed = BASE64.decode(signed.as_bytes()).ok()?;
    (is_key_name(name) && signed.len() > 4).then_some((name, signed))
}
