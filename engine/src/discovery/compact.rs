//! Numbers that are mostly small, seven bits a byte, the lowest first (LEB128).

use borsh::io::{Error, ErrorKind, Read, Result, Write};
use borsh::{BorshDeserialize, BorshSerialize};

/// A number as it travels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Compact(pub u64);

impl BorshSerialize for Compact {
    fn serialize<W: Write>(&self, out: &mut W) -> Result<()> {
        let mut left = self.0;
        while left >= 0x80 {
            (left as u8 | 0x80).serialize(out)?;
            left >>= 7;
        }
        (left as u8).serialize(out)
    }
}

impl BorshDeserialize for Compact {
    fn deserialize_reader<R: Read>(from: &mut R) -> Result<Self> {
        let mut number = 0_u64;
        for shift in (0..u64::BITS).step_by(7) {
            let byte = u8::deserialize_reader(from)?;
            let bits = u64::from(byte & 0x7f);
            // One form for each number: no bits beyond the 64th, no idle byte at the end.
            if bits << shift >> shift != bits || byte == 0 && shift > 0 {
                break;
            }
            number |= bits << shift;
            if byte < 0x80 {
                return Ok(Self(number));
            }
        }
        Err(Error::new(ErrorKind::InvalidData, "a number that is not in its shortest form"))
    }
}

/// For fields of 32 bits, as `serialize_with`.
pub fn write<N: Copy + Into<u64>, W: Write>(number: &N, out: &mut W) -> Result<()> {
    Compact((*number).into()).serialize(out)
}

/// For fields of up to 64 bits, as `deserialize_with`.
pub fn read<N: TryFrom<u64>, R: Read>(from: &mut R) -> Result<N> {
    let Compact(number) = Compact::deserialize_reader(from)?;
    N::try_from(number).map_err(|_| Error::new(ErrorKind::InvalidData, "a number that is too large for its field"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn numbers_survive_in_one_form_and_small_ones_are_short(bits in 0_u32..64, noise: u64, bytes: Vec<u8>) {
            let number = noise >> bits;
            let written = borsh::to_vec(&Compact(number)).unwrap();
            prop_assert_eq!(borsh::from_slice::<Compact>(&written).unwrap(), Compact(number));
            prop_assert_eq!(written.len(), (64 - number.leading_zeros()).div_ceil(7).max(1) as usize);
            if let Ok(read) = borsh::from_slice::<Compact>(&bytes) {
                prop_assert_eq!(borsh::to_vec(&read).unwrap(), bytes);
            }
        }
    }

    #[test]
    fn a_number_too_large_for_its_field_is_refused() {
        let written = borsh::to_vec(&Compact(1 << 32)).unwrap();
        assert!(read::<u32, _>(&mut written.as_slice()).is_err());
        assert_eq!(read::<u64, _>(&mut written.as_slice()).unwrap(), 1 << 32);
        assert!(borsh::from_slice::<Compact>(&[0x80, 0x00]).is_err(), "an idle byte");
        assert!(borsh::from_slice::<Compact>(&[0xff; 10]).is_err(), "more than 64 bits");
    }
}
