use crate::{NODE, ORACLE};
use engine::ratio1::Address;
use engine::ratio1::claim::{SignatureError, check_signers, eip191, keccak_v1, keccak_v2};
use std::collections::BTreeSet;

fn hex(hash: [u8; 32]) -> String {
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn both_forms_give_the_digests_of_the_vectors() {
    let (v1, v2) = (keccak_v1(NODE, &[245, 246, 247], &[1, 2, 255]), keccak_v2(NODE, 245, 247, &[1, 2, 255]));
    assert_eq!(hex(v1), "9ebdf322fceda623ef53fa2025fc8a4ba56569e3dd7e11c0af59dc4452fa73fd");
    assert_eq!(hex(eip191(v1)), "91011450af7de41ebd950f95b979ca8df2505e4efe8da2b25d3f5f2522fbc2d7");
    assert_eq!(hex(v2), "2c3d2290f6485d2dc1d29ed3d77c11b79396ab53164d2ad05eb4b3b7cfba81cc");
    assert_eq!(hex(eip191(v2)), "ea33a90e6a79038ab932e1a1403404d23c5c657d07b4fe2124fd0a0cf605efbb");
}

#[test]
fn the_first_form_does_not_say_where_epochs_end() {
    // Packed arrays have no length: the last epoch can be read as the first value.
    assert_eq!(keccak_v1(NODE, &[245, 2], &[1]), keccak_v1(NODE, &[245], &[2, 1]));
}

#[test]
fn signers_are_distinct_oracles() {
    let other = Address::from_number(3);
    let oracles = BTreeSet::from([ORACLE, other]);
    assert_eq!(check_signers(&[ORACLE], &oracles, 1), Ok(ORACLE));
    assert_eq!(check_signers(&[other, ORACLE], &oracles, 1), Ok(other), "the first is recorded");
    assert_eq!(check_signers(&[ORACLE], &oracles, 2), Err(SignatureError::TooFew { found: 1, least: 2 }));
    assert_eq!(check_signers(&[], &oracles, 0), Err(SignatureError::TooFew { found: 0, least: 1 }));
    assert_eq!(check_signers(&[ORACLE, ORACLE], &oracles, 2), Err(SignatureError::Repeated(ORACLE)));
    assert_eq!(check_signers(&[ORACLE, NODE], &oracles, 1), Err(SignatureError::NotAnOracle(NODE)));
    let text = SignatureError::NotAnOracle(NODE).to_string();
    assert_eq!(text, "signed by 0x000000000000000000000000000000000000dead: only registered oracles are allowed");
}
