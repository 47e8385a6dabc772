//! The studies that come with the program.

/// A shipped study: its name and its files.
#[derive(Clone, Copy, Debug)]
pub struct ShippedStudy {
    /// Its name, as in `xpand study NAME`.
    pub name: &'static str,
    /// Its files: name and text. One is `study.toml`.
    pub files: &'static [(&'static str, &'static str)],
}

macro_rules! study {
    ($name:literal: $($file:literal),* $(,)?) => {
        ShippedStudy { name: $name, files: &[$(($file, include_str!(concat!("../studies/", $name, "/", $file)))),*] }
    };
}

/// All of them.
pub const ALL: [ShippedStudy; 1] = [study!(
    "network-formation": "study.toml",
    "availability-deployed.toml",
    "availability-threshold.toml",
    "availability.toml",
    "central.toml",
    "cost.toml",
    "cut-threshold.toml",
    "dedicated.toml",
    "faults.toml",
    "gpu-threshold.toml",
    "gpu.toml",
    "hosts.toml",
    "latency-threshold.toml",
    "load.toml",
    "loss-threshold.toml",
    "policies-long.toml",
    "policies.toml",
    "redundancy.toml",
    "referral.toml",
    "restart-threshold.toml",
    "scope.toml",
    "size.toml",
    "smallest.toml",
    "spread.toml",
    "sybil-one.toml",
    "sybil-three.toml",
    "trace-laws.toml",
    "trace.toml",
    "traffic.toml",
)];
