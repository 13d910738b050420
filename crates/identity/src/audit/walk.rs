//! Going along a chain and naming the first record that is not as the service
//! wrote it. What is walked may come from anybody: a row that cannot be read is
//! a finding like any other.

use crate::names::AccountId;

use super::{Action, AuditKey, ChainHash, Checkpoint, Record};

/// Is a record as the store has it, believed in nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The place that the store gives it.
    pub seq: u64,
    /// The hash beside it, if there is one of the right length.
    pub hash: Option<ChainHash>,
    /// The keyed hash beside it, if there is one of the right length.
    pub proof: Option<[u8; 32]>,
    /// The record; `None` when what stands there is no record.
    pub record: Option<Record>,
}

/// Is what is wrong with a trail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The record is not there, and later ones are.
    Removed,
    /// The record differs from what was written, or was written in another
    /// place.
    Changed,
    /// The record was not written by the service.
    Forged,
    /// The record and all that followed are not there.
    Truncated,
    /// A checkpoint states another past than the store holds, and the store's
    /// own proofs hold: somebody with the master key wrote the past anew, or an
    /// older state of the store was put back and went on from there. The record
    /// is the earliest that may differ.
    Rewritten,
    /// The checkpoint that the store holds of this place was not signed by the
    /// service.
    UnsignedCheckpoint,
}

impl Fault {
    /// Returns the fixed text.
    pub fn name(self) -> &'static str {
        match self {
            Self::Removed => "removed",
            Self::Changed => "changed",
            Self::Forged => "forged",
            Self::Truncated => "truncated",
            Self::Rewritten => "rewritten",
            Self::UnsignedCheckpoint => "unsigned_checkpoint",
        }
    }
}

/// Is the first record of a trail that is not as it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Broken {
    /// Its place.
    pub seq: u64,
    /// What is wrong with it.
    pub fault: Fault,
}

/// Is a walk along one account's chain.
#[derive(Clone, Debug)]
pub struct Walk {
    account: AccountId,
    key: Option<AuditKey>,
    place: u64,
    hash: ChainHash,
    /// Whether records have to be proved from here on.
    proved: bool,
    /// The last place that a checkpoint has confirmed.
    confirmed: u64,
}

impl Walk {
    /// Begins before the first record. Without the key only the plain hashes are
    /// looked at.
    pub fn begin(account: AccountId, key: Option<AuditKey>) -> Self {
        Self { account, key, place: 0, hash: ChainHash::START, proved: false, confirmed: 0 }
    }

    /// Goes on after a checkpoint whose signature has been checked.
    pub fn after(checkpoint: &Checkpoint, key: Option<AuditKey>) -> Self {
        Self {
            account: checkpoint.account,
            key,
            place: checkpoint.records,
            hash: checkpoint.hash,
            proved: true,
            confirmed: checkpoint.records,
        }
    }

    /// Returns the place of the last record that was found sound.
    pub fn place(&self) -> u64 {
        self.place
    }

    /// Returns the hash there.
    pub fn hash(&self) -> ChainHash {
        self.hash
    }

    /// Says whether the last record was proved with the key.
    pub fn is_proved(&self) -> bool {
        self.proved
    }

    fn next(&self, fault: Fault) -> Broken {
        Broken { seq: self.place.saturating_add(1), fault }
    }

    /// Takes the next record.
    pub fn step(&mut self, link: &Link) -> Result<(), Broken> {
        if link.seq != self.place.saturating_add(1) {
            return Err(self.next(Fault::Removed));
        }
        let Some(record) = link.record.as_ref().filter(|record| record.seq == link.seq) else {
            return Err(self.next(Fault::Changed));
        };
        let hash = self.hash.then(self.account, record);
        if link.hash != Some(hash) {
            return Err(self.next(Fault::Changed));
        }
        if let Some(key) = &self.key {
            let begins = link.seq == 1 || record.event.action == Action::StartLogging;
            match &link.proof {
                Some(proof) if (self.proved || begins) && key.proves(&hash, proof) => {
                    self.proved = true;
                }
                None if !self.proved => {}
                Some(_) | None => return Err(self.next(Fault::Forged)),
            }
        }
        (self.place, self.hash) = (link.seq, hash);
        Ok(())
    }

    /// Compares this place with a checkpoint of it, whose signature has been
    /// checked.
    pub fn compare(&mut self, checkpoint: &Checkpoint) -> Result<(), Broken> {
        if checkpoint.account != self.account
            || checkpoint.records != self.place
            || checkpoint.hash != self.hash
        {
            let seq = self.confirmed.saturating_add(1);
            return Err(Broken { seq, fault: Fault::Rewritten });
        }
        self.confirmed = self.place;
        Ok(())
    }

    /// Ends where the store has no further record, though there must be `records`.
    pub fn end(&self, records: u64) -> Result<(), Broken> {
        if self.place < records { Err(self.next(Fault::Truncated)) } else { Ok(()) }
    }
}
