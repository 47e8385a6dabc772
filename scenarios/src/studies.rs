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
pub const ALL: [ShippedStudy; 2] = [
    study!(
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
    ),
    study!(
        "economics": "study.toml",
        "e01-conformance.toml",
        "e02-break-even.toml",
        "e02-jobs.toml",
        "e03-entry.toml",
        "e04-cliff.toml",
        "e04-modes.toml",
        "e05-modes.toml",
        "e05-neutral-deployed.toml",
        "e05-neutral-high.toml",
        "e05-neutral-low.toml",
        "e05-survival.toml",
        "e06-bme.toml",
        "e06-demand.toml",
        "e06-shocks.toml",
        "e06-target.toml",
        "e07-passage.toml",
        "e08-band.toml",
        "e08-past.toml",
    "e08-patience.toml",
        "e08-slow.toml",
        "e09-depth.toml",
        "e09-dump.toml",
        "e09-heal.toml",
        "e10-epoch.toml",
        "e10-message.toml",
        "e10-million.toml",
        "e10-scale.toml",
        "e10-session.toml",
        "e11-identities.toml",
        "e11-licence.toml",
        "e11-packing.toml",
        "e11-price.toml",
        "e11-small.toml",
        "e11-split.toml",
        "e12-deterrence.toml",
        "e12-measured.toml",
        "e12-open.toml",
        "e12-share.toml",
        "e13-audit.toml",
        "e13-best-response.toml",
        "e13-horizon-end.toml",
        "e13-horizon.toml",
        "e13-open.toml",
        "e13-unchecked.toml",
        "e14-cheating.toml",
        "e14-detection.toml",
        "e15-adoption.toml",
        "e15-burn.toml",
        "e15-emission.toml",
        "e15-free-entry.toml",
        "e15-open.toml",
        "e15-volume.toml",
        "e16-bribe-cost.toml",
        "e16-bribe.toml",
        "e16-half.toml",
        "e16-jury.toml",
        "e16-vote.toml",
        "e17-copy.toml",
        "e17-faulty.toml",
        "e17-stale.toml",
        "e18-grief.toml",
        "e18-least.toml",
        "e19-cut.toml",
        "e19-heartbeats.toml",
        "e19-loss.toml",
        "e19-open.toml",
        "e19-overpay.toml",
        "e19-quorum.toml",
        "e19-threshold.toml",
        "e20-active.toml",
        "e20-hhi.toml",
        "e20-top.toml",
        "e21-loop.toml",
        "e21-unclamped.toml",
        "e22-basins.toml",
        "e22-few.toml",
        "e22-many.toml",
        "e23-morris.toml",
        "e23-sobol.toml",
        "e24-filecoin-half.toml",
        "e24-helium-2022.toml",
        "e24-hip149-cap.toml",
        "e24-hip149-floor.toml",
        "e24-hip20.toml",
        "e24-livepeer.toml",
        "e24-mnd-sum.toml",
        "e25-calm.toml",
    "e25-demand.toml",
    "e25-lazy.toml",
    "e25-lazy-checked.toml",
    "e25-price.toml",
    "e25-spoof.toml",
    "e25-spoof-measured.toml",
    "e26-turn.toml",
        "e26-vesting.toml",
    ),
];

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
