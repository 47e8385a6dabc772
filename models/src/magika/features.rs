//! From a sample to the numbers that the network reads: the reference's feature extraction version 2.

use super::sample::Sample;

/// Tokens taken from the beginning of a file.
pub(super) const BEGIN_TOKENS: usize = 1024;
/// Tokens taken from its end.
pub(super) const END_TOKENS: usize = 1024;
/// The token beside the 256 byte values: nothing there.
pub(super) const PADDING: i32 = 256;
/// Fewer bytes than this, whitespace at the start aside, are judged without the network.
pub(super) const BYTES_MIN: usize = 8;

/// The input of the network: begin tokens, padded behind, then end tokens, padded before.
///
/// `None` where too few bytes remain after stripping for the network to judge. The sample must have passed
/// [`Sample::check`].
pub(super) fn tokens(sample: &Sample) -> Option<[i32; BEGIN_TOKENS + END_TOKENS]> {
    let begin = strip_start(&sample.head);
    if begin.len() < BYTES_MIN {
        return None;
    }
    let last = sample.last_block();
    let end = strip_end(&last);

    let mut tokens = [PADDING; BEGIN_TOKENS + END_TOKENS];
    for (token, byte) in tokens.iter_mut().zip(begin.iter().take(BEGIN_TOKENS)) {
        *token = i32::from(*byte);
    }
    for (token, byte) in tokens.iter_mut().rev().zip(end.iter().rev().take(END_TOKENS)) {
        *token = i32::from(*byte);
    }
    Some(tokens)
}

/// Python's `bytes.strip()` counts the vertical tab, Rust's `is_ascii_whitespace` does not.
fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t'..=b'\r')
}

fn strip_start(bytes: &[u8]) -> &[u8] {
    let start = bytes.iter().position(|byte| !is_space(*byte)).unwrap_or(bytes.len());
    &bytes[start..]
}

fn strip_end(bytes: &[u8]) -> &[u8] {
    let end = bytes.iter().rposition(|byte| !is_space(*byte)).map_or(0, |last| last + 1);
    &bytes[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_start_is_padded_behind_and_the_end_before() {
        let tokens = tokens(&Sample::of_bytes(b" \x0b12345678\r\n")).expect("eight bytes remain");
        let text: Vec<i32> = (b'1'..=b'8').map(i32::from).collect();
        assert_eq!(tokens[..8], text);
        assert_eq!(tokens[8..10], [i32::from(b'\r'), i32::from(b'\n')], "the reference strips the start only");
        assert!(tokens[10..2038].iter().all(|token| *token == PADDING));
        assert_eq!(tokens[2038..2040], [i32::from(b' '), 0x0b], "and the end only");
        assert_eq!(tokens[2040..], text);
    }

    #[test]
    fn of_a_large_file_both_ends_are_taken_whole() {
        let content: Vec<u8> = (0..10_000).map(|i| 33 + (i % 90) as u8).collect();
        let tokens = tokens(&Sample::of_bytes(&content)).expect("no padding");
        let expected: Vec<i32> = content[..1024].iter().chain(&content[8976..]).map(|byte| i32::from(*byte)).collect();
        assert_eq!(tokens[..], expected);
    }

    #[test]
    fn a_block_of_spaces_leaves_nothing_to_judge() {
        let content = [vec![b' '; 4096], b"fn main() {}".to_vec()].concat();
        assert_eq!(tokens(&Sample::of_bytes(&content)), None);
        assert_eq!(tokens(&Sample::of_bytes(b" 1234567")), None, "seven bytes remain");
        assert!(tokens(&Sample::of_bytes(b" 1234567\n")).is_some(), "trailing whitespace counts");
    }
}
