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
    "owners.toml",
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn all_files_of_the_folder_are_shipped() {
        for study in ALL {
            let folder = format!("{}/studies/{}", env!("CARGO_MANIFEST_DIR"), study.name);
            let there: BTreeSet<String> =
                std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
            let shipped: BTreeSet<String> = study.files.iter().map(|(name, _)| (*name).to_owned()).collect();
            assert_eq!(there, shipped);
        }
    }
}
