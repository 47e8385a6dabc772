//! Reading and writing vectors of one word, which are nothing but a null pointer while they are empty.

use alloc::vec::Vec;
use borsh::io::{Read, Result, Write};
use borsh::{BorshDeserialize, BorshSerialize};
use thin_vec::ThinVec;

/// As a vector.
pub(crate) fn write<T: BorshSerialize, W: Write>(of: &ThinVec<T>, out: &mut W) -> Result<()> {
    of.as_slice().serialize(out)
}

/// As a vector.
pub(crate) fn read<T: BorshDeserialize, R: Read>(from: &mut R) -> Result<ThinVec<T>> {
    Ok(Vec::deserialize_reader(from)?.into_iter().collect())
}
