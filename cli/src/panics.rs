//! Panics that nobody caught are told; others are not.
//!
//! Readers of damaged Parquet files panic here and there. `records` and `analysis` catch that and name the file, so the
//! panic's own words would only stand in front of the message that helps.

use std::backtrace::Backtrace;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Mutex;

/// What the last panic said, and where.
static LAST: Mutex<String> = Mutex::new(String::new());

/// Does `work`; `None` if it panicked, after telling so.
pub fn told_if_uncaught<T>(work: impl FnOnce() -> T) -> Option<T> {
    panic::set_hook(Box::new(|panic| {
        if let Ok(mut last) = LAST.lock() {
            *last = format!("{panic}\n{}", Backtrace::capture());
        }
    }));
    let done = panic::catch_unwind(AssertUnwindSafe(work)).ok();
    if done.is_none() {
        let last = LAST.lock().map(|last| last.clone()).unwrap_or_default();
        eprintln!("error: a defect in xpand, please report it: {last}");
    }
    done
}
