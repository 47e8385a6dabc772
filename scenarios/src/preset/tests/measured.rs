//! Figures against the measured data they come from; skipped where the data is not beside the checkout.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;
use world::law::Law;

use super::super::*;
use super::shared_data;

fn rows(file: &Path) -> Vec<BTreeMap<String, String>> {
    csv::Reader::from_path(file).unwrap().deserialize().collect::<Result<_, _>>().unwrap()
}

fn stats(folder: &Path) -> Value {
    serde_json::from_str(&std::fs::read_to_string(folder.join("stats.json")).unwrap()).unwrap()
}

/// Equal in the six digits that the sources print.
fn same(found: f64, expected: &Value) -> bool {
    let expected = expected.as_f64().unwrap();
    (found - expected).abs() <= 2e-6 * expected.abs()
}

#[test]
fn churn_fits_are_those_published() {
    let Some(folder) = shared_data("churn_fits_are_those_published") else { return };
    let fits = rows(&folder.join("churn/fta_fits.csv"));
    assert_eq!(fits.len(), 72);
    for fit in fits {
        let number = |key: &str| fit[key].parse::<f64>().unwrap();
        let expected = match fit["distribution"].as_str() {
            "exponential" => Law::Exponential { mean: number("p1") },
            "weibull" => Law::Weibull { shape: number("p1"), scale: number("p2") },
            "lognormal" => Law::Lognormal { mu: number("p1"), sigma: number("p2") },
            "gamma" => Law::Gamma { shape: number("p1"), scale: number("p2") },
            other => panic!("{other}"),
        };
        let preset = churn(&fit["system"], Some(&fit["distribution"])).unwrap();
        let found = if fit["interval"] == "availability" { Some(preset.up_h) } else { preset.down_h };
        assert_eq!(found, Some(expected), "{fit:?}");
    }
}

#[test]
fn churn_figures_are_those_computed_from_the_traces() {
    let Some(folder) = shared_data("churn_figures_are_those_computed_from_the_traces") else { return };
    let stats = stats(&folder);
    let tor = &stats["tor_relays"];
    let raw = &stats["lanl05_raw_check"];
    for (name, sides) in [
        ("tor-2026", [&tor["session_of_nodes_seen_over_30d"], &tor["downtime_returned"]]),
        ("lanl05", [&raw["availability"], &raw["unavailability"]]),
    ] {
        let preset = churn(name, Some("hyperexponential")).unwrap();
        for (law, side) in [preset.up_h, preset.down_h.unwrap()].iter().zip(sides) {
            let Law::Hyperexponential { probabilities, means } = law else { panic!("{law:?}") };
            for (i, (p, mean)) in probabilities.iter().zip(means).enumerate() {
                assert!(same(*p, &side["hyperexp3"]["p"][i]) && same(*mean, &side["hyperexp3"]["mean"][i]), "{name} phase {i}");
            }
            let likelihood = |fit: &str| side[fit]["ll"].as_f64().unwrap();
            assert!(["exp", "weibull", "lognormal"].iter().all(|fit| likelihood(fit) < likelihood("hyperexp3")), "{name}");
        }
        assert!(same(preset.observed_up_mean_h.unwrap(), &sides[0]["mean_observed"]), "{name}");
    }
    let tor_weibull = churn("tor-2026", Some("weibull")).unwrap();
    assert!(
        matches!(tor_weibull.up_h, Law::Weibull { shape, .. } if same(shape, &tor["session_of_nodes_seen_over_30d"]["weibull"]["shape"]))
    );
    let Law::Empirical(ipfs) = churn("ipfs-2023w4", None).unwrap().up_h else { panic!("not empirical") };
    let digitised = rows(&folder.join("churn/ipfs_session_cdf_digitised.csv"));
    assert_eq!(ipfs.points().len(), digitised.len() + 2);
    for (point, row) in ipfs.points()[1..].iter().zip(&digitised) {
        let expected = (row["hours"].parse::<f64>().unwrap(), row["share_sessions_shorter_pct"].parse::<f64>().unwrap() / 100.0);
        assert!(point.0 == expected.0 && (point.1 - expected.1).abs() < 1e-12, "{point:?}");
    }
    for (name, means) in stats["fta_mean_hours"].as_object().unwrap() {
        let preset = churn(name, None).unwrap();
        assert!(same(preset.observed_up_mean_h.unwrap(), &means["availability"]), "{name}");
        assert!(same(preset.observed_down_mean_h.unwrap(), &means["unavailability"]), "{name}");
        assert!(same(preset.observed_availability.unwrap(), &means["steady_state_availability"]), "{name}");
    }
}

#[test]
fn the_best_fta_law_is_the_one_whose_means_are_nearer() {
    for name in ["g5k06", "ldns04", "microsoft99", "nd07cpu", "overnet03", "pl05", "skype06", "websites02"] {
        let distance = |law: &str| {
            let preset = churn(name, Some(law)).unwrap();
            let side = |law: Law, observed: Option<f64>| {
                let ratio = law.mean() / observed.unwrap();
                ratio.max(1.0 / ratio)
            };
            side(preset.up_h, preset.observed_up_mean_h) * side(preset.down_h.unwrap(), preset.observed_down_mean_h)
        };
        let best = churn(name, None).unwrap().law;
        let other = if best == "weibull" { "lognormal" } else { "weibull" };
        assert!(distance(best) < distance(other), "{name}: {best} {} {other} {}", distance(best), distance(other));
    }
}

#[test]
fn latencies_and_bandwidths_are_those_of_the_tables() {
    let Some(folder) = shared_data("latencies_and_bandwidths_are_those_of_the_tables") else { return };
    let at = |preset: &LatencyPreset, name: &str| preset.regions.iter().position(|region| region == name).unwrap();
    let ripe = latency("ripe-atlas-12").unwrap();
    let table = rows(&folder.join("latency/ripe_atlas_region_rtt_derived.csv"));
    assert_eq!(table.len(), 144);
    for row in table {
        let (a, b) = (at(ripe, &row["region_a"]), at(ripe, &row["region_b"]));
        assert_eq!(ripe.rtt_ms[a][b].to_string(), row["ping_weighted_median_ms"].parse::<f64>().unwrap().to_string());
        let least = ripe.rtt_min_ms.as_ref().unwrap()[a][b];
        assert_eq!(least, row["rtt_min_q25_ms"].parse::<f64>().unwrap());
    }
    let mut compared = 0;
    for row in rows(&folder.join("latency/simblock_regions.csv")) {
        let name = format!("simblock-{}", row["year"]);
        let (preset, links) = (latency(&name).unwrap(), bandwidth(&name).unwrap());
        let (from, value) = (row["region_from"].as_str(), row["value"].parse::<f64>().unwrap());
        let found = match row["quantity"].as_str() {
            "latency_ms" => preset.rtt_ms[at(preset, from)][at(preset, &row["region_to"])],
            "bitcoin_node_share" => region_shares(&format!("bitcoin-{}", row["year"])).unwrap()[from],
            _ if from == "INTER_REGIONAL" => links.inter_regional_bps as f64,
            "download_bps" => links.region(from).unwrap().download_bps as f64,
            "upload_bps" => links.region(from).unwrap().upload_bps as f64,
            other => panic!("{other}"),
        };
        assert_eq!(found, value, "{row:?}");
        compared += 1;
    }
    assert_eq!(compared, 2 * (36 + 7 + 7 + 6));
}

#[test]
fn quantiles_are_those_computed_from_the_traces() {
    let Some(folder) = shared_data("quantiles_are_those_computed_from_the_traces") else { return };
    let stats = stats(&folder);
    let check = |what: &str, law: &Law, quantiles: &Value| {
        for (name, expected) in quantiles.as_object().unwrap() {
            let p = name.trim_start_matches('p').parse::<f64>().unwrap();
            let p = if name.starts_with('p') { p / 100.0 } else { p };
            let (found, expected) = (law.quantile(p), expected.as_f64().unwrap());
            // Quantile rules differ by a neighbouring value of the data.
            assert!((found / expected - 1.0).abs() < 0.005, "{what} {name}: {found}, in the data {expected}");
        }
    };
    for (name, key) in [("planetlab", "latency_planetlab490"), ("personal-devices", "latency_seattle99")] {
        let (preset, expected) = (jitter(name).unwrap(), &stats[key]);
        assert!(same(preset.sigma_log, &expected["sigma_log_ratio"]) && same(preset.lag1, &expected["lag1_autocorrelation"]));
        check(name, &preset.ratio, &expected["ratio_to_pair_median"]);
    }
    for project in ["seti", "einstein", "lhc"] {
        let (preset, expected) =
            (host_speed(&format!("boinc-{project}")).unwrap(), &stats[&format!("boinc_host_gflops_{project}@home")]);
        check(project, &preset.measured_gflops, &expected["quantiles"]);
        let Law::Lognormal { mu, sigma } = preset.lognormal_gflops else { panic!("{project}") };
        assert!(same(mu, &expected["lognormal"]["mu"]) && same(sigma, &expected["lognormal"]["sigma"]), "{project}");
        assert!(same(preset.observed_mean_gflops, &expected["mean"]), "{project}");
    }
    for (name, key) in [("llm-code", "azure_llm_2023_code"), ("llm-conversation", "azure_llm_2023_conv")] {
        let preset = workload(name).unwrap();
        let WorkloadSizes::LlmRequest { prompt_tokens, output_tokens, .. } = preset.sizes else { panic!("{name}") };
        check(name, &prompt_tokens.law, &stats[key]["prompt_tokens"]);
        check(name, &output_tokens.law, &stats[key]["output_tokens"]);
        assert!(same(preset.mean_interarrival_s.unwrap(), &stats[key]["mean_interarrival_s"]), "{name}");
    }
    let WorkloadSizes::GpuJob { duration_s, .. } = workload("gpu-job").unwrap().sizes else { panic!("gpu-job") };
    check("gpu-job", &duration_s.law, &stats["philly_runtime_all_s"]["km_quantiles"]);
    for (name, expected) in stats["azure_vm_noise_cv"].as_object().unwrap() {
        let preset = noise(&format!("azure-{}", name.to_lowercase().replace('_', "-"))).unwrap();
        assert!(same(preset.median_cv, &expected["median_cv"]) && same(preset.p90_cv, &expected["p90_cv"]), "{name}");
    }
}

/// Quantiles by linear interpolation between order statistics, in the six digits of the table.
#[test]
fn shares_and_memory_of_gpu_pods_are_those_of_the_trace() {
    let Some(folder) = shared_data("shares_and_memory_of_gpu_pods_are_those_of_the_trace") else { return };
    let file = std::fs::File::open(folder.join("workload/alibaba_openb_pods.csv.gz")).unwrap();
    let pods = csv::Reader::from_reader(flate2::read::GzDecoder::new(file));
    let pods: Vec<BTreeMap<String, String>> = pods.into_deserialize().collect::<Result<_, _>>().unwrap();
    let number = |pod: &BTreeMap<String, String>, key: &str| pod[key].parse::<f64>().ok();
    let mut found: [Vec<f64>; 3] = Default::default();
    for pod in &pods {
        let (Some(from), Some(until)) = (number(pod, "scheduled_time"), number(pod, "deletion_time")) else { continue };
        if number(pod, "num_gpu").unwrap() > 0.0 && until > from {
            let share = number(pod, "gpu_milli").unwrap() / 1_000.0;
            let values = [(until - from) * share, share, number(pod, "memory_mib").unwrap() / 1_024.0];
            found.iter_mut().zip(values).for_each(|(all, value)| all.push(value));
        }
    }
    let preset = workload("alibaba-openb").unwrap();
    let WorkloadSizes::GpuShare { gpu_s, gpu_share, memory_gib, .. } = preset.sizes else { panic!() };
    for (measured, values) in [gpu_s, gpu_share, memory_gib].iter().zip(&mut found) {
        assert_eq!(values.len(), 6_146);
        values.sort_by(f64::total_cmp);
        let near = |found: f64, expected: f64| assert!((found - expected).abs() <= 5.1e-6 * expected, "{found}, data {expected}");
        near(measured.observed_mean, values.iter().sum::<f64>() / values.len() as f64);
        let Law::Empirical(table) = &measured.law else { panic!() };
        for (value, p) in &table.points()[1..table.points().len() - 1] {
            let place = p * (values.len() - 1) as f64;
            let (low, next) = (values[place as usize], values[(place as usize + 1).min(values.len() - 1)]);
            near(*value, low + (next - low) * place.fract());
        }
    }
}

#[test]
fn quantile_tables_keep_the_mean_of_the_data() {
    let near = |what: &str, law: &Law, observed: f64| {
        let gap = law.mean() / observed - 1.0;
        println!("{what}: mean of the table {:.6}, of the data {observed} ({:+.1} %)", law.mean(), 100.0 * gap);
        assert!(gap.abs() < 0.05, "{what}: {} and {observed}", law.mean());
    };
    for name in ["llm-code", "llm-conversation", "gpu-job", "gpu-pod", "alibaba-openb"] {
        match workload(name).unwrap().sizes {
            WorkloadSizes::LlmRequest { tokens, prompt_tokens, output_tokens, .. } => {
                for (what, quantity) in [("tokens", tokens), ("prompt", prompt_tokens), ("output", output_tokens)] {
                    near(&format!("{name} {what}"), &quantity.law, quantity.observed_mean);
                }
            }
            WorkloadSizes::GpuJob { duration_s, .. } => near(name, &duration_s.law, duration_s.observed_mean),
            WorkloadSizes::GpuShare { gpu_s, gpu_share, memory_gib, .. } => {
                for (what, quantity) in [("GPU time", gpu_s), ("share", gpu_share), ("memory", memory_gib)] {
                    near(&format!("{name} {what}"), &quantity.law, quantity.observed_mean);
                }
            }
        }
    }
    for name in ["boinc-seti", "boinc-einstein", "boinc-lhc"] {
        let preset = host_speed(name).unwrap();
        near(name, &preset.measured_gflops, preset.observed_mean_gflops);
    }
    let power = cpu_tdp();
    near("cpu tdp", &power.tdp_w, power.observed_mean_w);
}
