//! Memory in large pages for large networks: every event there touches rows that no cache holds, and with pages of 4 KiB the
//! way to each goes through tables that no cache holds either (docs/adr/0017-huge-pages.md).

/// Workers from which on it pays (count).
const WORKERS_MIN: u32 = 50_000;

/// Starts the program anew, in this process, with an allocator that asks Linux for large pages: glibc's reads that from the
/// environment, once. Returns if that is not wanted, was done, or cannot be.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
pub fn large_for(workers: u32) {
    use std::os::unix::process::CommandExt;
    use std::process::Command;
    const TUNABLES: &str = "GLIBC_TUNABLES";
    if workers < WORKERS_MIN || std::env::var_os(TUNABLES).is_some() {
        return;
    }
    let mut arguments = std::env::args_os();
    if let (Ok(program), Some(name)) = (std::env::current_exe(), arguments.next()) {
        // Comes back only with an error, and then all is as it was.
        let _ = Command::new(program).arg0(name).args(arguments).env(TUNABLES, "glibc.malloc.hugetlb=1").exec();
    }
}

/// Other systems have other ways, or none.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub fn large_for(_workers: u32) {
    let _ = WORKERS_MIN;
}
