//! Whatever bytes arrive, a verdict or an error comes back.

use models::ModelError;
use models::magika::{BLOCK_BYTES, Magika, Sample, Verdict};
use proptest::prelude::*;
use std::sync::{Arc, LazyLock};

static MAGIKA: LazyLock<Arc<Magika>> = LazyLock::new(|| Arc::new(Magika::shipped().expect("the shipped model loads")));

/// Files around every border: the eight bytes, the block, two blocks; with spaces at both ends.
fn content() -> impl Strategy<Value = Vec<u8>> {
    let size = prop_oneof![0..20_usize, BLOCK_BYTES - 3..BLOCK_BYTES + 3, 2 * BLOCK_BYTES - 3..2 * BLOCK_BYTES + 3];
    let byte = prop_oneof![any::<u8>(), Just(b' ')];
    let spaces = prop_oneof![Just(0_usize), 0..BLOCK_BYTES + 9];
    (spaces.clone(), size.prop_flat_map(move |size| prop::collection::vec(byte.clone(), size)), spaces)
        .prop_map(|(before, middle, after)| [vec![b'\n'; before], middle, vec![b' '; after]].concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_file_gets_a_described_label(content in content()) {
        let verdict = MAGIKA.classify(&Sample::of_bytes(&content)).expect("a verdict");
        prop_assert!((0.0..=1.0).contains(&verdict.score));
        prop_assert!(MAGIKA.content_type(&verdict.label).is_some());
        let sent = borsh::to_vec(&verdict).expect("memory");
        prop_assert_eq!(borsh::from_slice::<Verdict>(&sent).expect("what was written"), verdict);
    }

    #[test]
    fn a_sample_with_wrong_lengths_is_an_error(
        size in prop_oneof![0..10_000_u64, any::<u64>()],
        head in 0..2 * BLOCK_BYTES,
        tail in 0..2 * BLOCK_BYTES,
    ) {
        let sample = Sample { size, head: vec![b'x'; head], tail: vec![b'y'; tail] };
        let fits = head as u64 == size.min(4096) && tail as u64 == size.saturating_sub(4096).min(4096);
        match MAGIKA.classify(&sample) {
            Ok(_) => prop_assert!(fits),
            Err(ModelError::SampleLengths { .. }) => prop_assert!(!fits),
            Err(other) => prop_assert!(false, "{}", other),
        }
    }

    #[test]
    fn bytes_from_a_peer_are_a_sample_or_an_error(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        if let Ok(sample) = borsh::from_slice::<Sample>(&bytes) {
            let _ = MAGIKA.classify(&sample);
        }
    }
}
