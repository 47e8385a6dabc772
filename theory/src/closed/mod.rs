//! Closed forms: what theory says of the economy's mechanisms, as pure functions of `f64`.
//!
//! Every function names its source and its units; "T1" to "T20" and "E02" to "E26" are the numbers of the project's table of
//! theory and of its experiments, which the tests here repeat to their printed digits. Parameters outside the stated ranges
//! give a value that means nothing (possibly not a number), never a panic.

pub mod break_even;
pub mod contest;
pub mod deterrence;
pub mod entry;
pub mod growth;
pub mod oracle;
pub mod passage;
pub mod pool;
pub mod published;
pub mod queue;
pub mod sensitivity;
pub mod shares;
pub mod uptime;
pub mod voting;

#[cfg(test)]
#[track_caller]
pub(crate) fn assert_printed(value: f64, printed: &str) {
    let digits = printed.split_once('.').map_or(0, |(_, digits)| digits.len());
    assert_eq!(format!("{value:.digits$}"), printed, "{value}");
}
