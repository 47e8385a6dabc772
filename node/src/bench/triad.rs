//! Memory bandwidth: the triad of the STREAM benchmark, `a[i] = b[i] + s * c[i]` (McCalpin, 1995, www.cs.virginia.edu/stream).

use super::repeat::Runner;
use std::hint::black_box;

const MIB: u64 = 1 << 20;

/// Bytes that STREAM counts for one element: two read, one written. What the processor reads in order to write is not counted.
const BYTES_PER_ELEMENT: f64 = 3.0 * size_of::<f64>() as f64;

/// An array where the system does not tell its caches (MiB).
const ARRAY_MIB: u64 = 256;

/// Least size of an array (MiB), whatever the caches.
const ARRAY_MIB_MIN: u64 = 64;

/// Greatest size of an array in a quick measurement (MiB): a system takes a second or more to hand out gigabytes.
const ARRAY_MIB_QUICK: u64 = 128;

/// Elements of each array that one run works on: short against a burst, long against a look at the clock.
const CHUNK: usize = 1 << 15;

/// Size of each array (MiB), and whether it is as large as STREAM asks: four times the last-level cache. The three take at most
/// a quarter of the available memory.
pub(super) fn array_mib(cache_bytes: Option<u64>, available_bytes: u64, quick: bool) -> (u32, bool) {
    let wanted = cache_bytes.map_or(ARRAY_MIB, |bytes| (4 * bytes).div_ceil(MIB)).max(ARRAY_MIB_MIN);
    let fits = (available_bytes / 12 / MIB).max(1);
    let most = if quick { fits.min(ARRAY_MIB_QUICK) } else { fits };
    (u32::try_from(wanted.min(most)).unwrap_or(u32::MAX), wanted <= most)
}

/// What one of `threads` does, which share arrays of `array_mib` each. Each run takes the next chunk of its part, round and
/// round, so that a chunk has left the caches when it comes again.
pub(super) fn runner(array_mib: u32, threads: usize) -> Runner<'static> {
    let chunks = chunks(array_mib, threads);
    let length = chunks * CHUNK;
    let (mut a, mut b, mut c) = (Vec::new(), Vec::new(), Vec::new());
    let mut at = 0;
    Box::new(move || {
        if a.is_empty() {
            // By the thread that uses them and with values: pages come near its core, and none is the shared page of zeros.
            (a, b, c) = (vec![1.0; length], vec![2.0; length], vec![0.5; length]);
        }
        let chunk = at * CHUNK..(at + 1) * CHUNK;
        triad(&mut a[chunk.clone()], black_box(&b[chunk.clone()]), black_box(&c[chunk]));
        black_box(&a);
        at = (at + 1) % chunks;
        Ok(())
    })
}

/// Bytes that one run counts for.
pub(super) const BYTES: f64 = CHUNK as f64 * BYTES_PER_ELEMENT;

/// Chunks in the part of one thread, at least one.
fn chunks(array_mib: u32, threads: usize) -> usize {
    let elements = array_mib as usize * (MIB as usize / size_of::<f64>());
    (elements / threads.max(1) / CHUNK).max(1)
}

fn triad(a: &mut [f64], b: &[f64], c: &[f64]) {
    for ((a, b), c) in a.iter_mut().zip(b).zip(c) {
        *a = b + 3.0 * c;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrays_are_four_caches_and_leave_three_quarters_of_the_memory() {
        assert_eq!(array_mib(Some(32 * MIB), 16_384 * MIB, false), (128, true));
        assert_eq!(array_mib(Some(2 * MIB), 16_384 * MIB, true), (64, true));
        assert_eq!(array_mib(None, 16_384 * MIB, false), (256, true));
        assert_eq!(array_mib(None, 16_384 * MIB, true), (128, false));
        assert_eq!(array_mib(Some(260 * MIB), 4_800 * MIB, false), (400, false));
    }

    #[test]
    fn threads_share_the_arrays_and_every_byte_counts_once() {
        let whole = (3 * 64 * MIB) as f64;
        for threads in [1, 4, 16] {
            assert_eq!(threads as f64 * chunks(64, threads) as f64 * BYTES, whole);
        }
        assert_eq!(chunks(1, 1_000), 1);
    }

    #[test]
    fn the_triad_is_computed() {
        let mut a = [0.0; 3];
        triad(&mut a, &[1.0, 2.0, 3.0], &[10.0, 20.0, 30.0]);
        assert_eq!(a, [31.0, 62.0, 93.0]);
    }
}
