//! What a wrong name answers.

use super::super::*;

#[test]
fn a_wrong_name_answers_with_the_nearest_and_with_all() {
    let message = churn("skipe06", None).unwrap_err().to_string();
    assert_eq!(
        message,
        "no churn preset `skipe06`, nearest is `skype06`; there are: g5k06, ipfs-2023w4, lanl05, ldns04, microsoft99, nd07cpu, \
         overnet03, pl05, skype06, tor-2026, websites02"
    );
    let nearest = |result: Result<(), PresetError>| match result {
        Err(PresetError::Unknown { nearest, .. }) => nearest,
        other => panic!("{other:?}"),
    };
    assert_eq!(nearest(latency("ripe-atlas").map(drop)), "ripe-atlas-12");
    assert_eq!(nearest(jitter("planet").map(drop)), "planetlab");
    assert_eq!(nearest(bandwidth("simblock2019").map(drop)), "simblock-2019");
    assert_eq!(nearest(host_speed("SETI@home").map(drop)), "boinc-seti");
    assert_eq!(nearest(noise("azure-d8s-long").map(drop)), "azure-d8s-v5-long");
    assert_eq!(nearest(workload("llm-coding").map(drop)), "llm-code");
    assert_eq!(nearest(region("EUWEST").map(drop)), "EU_WEST");
    assert_eq!(nearest(region_shares("tor").map(drop)), "tor-2026");
    assert_eq!(nearest(electricity("house", "EU_WEST").map(drop)), "household");
    assert_eq!(nearest(electricity("household", "AUSTRALA").map(drop)), "AUSTRALIA");
    assert_eq!(nearest(carbon("net", "EU_WEST").map(drop)), "grid");
    assert_eq!(nearest(carbon("grid", "EU_WST").map(drop)), "EU_WEST");
    assert_eq!(nearest(bandwidth("simblock-2019").unwrap().region("NAMERICA").map(drop)), "N_AMERICA");
}

#[test]
fn a_law_that_was_not_fitted_is_named_with_those_that_were() {
    assert_eq!(
        churn("tor-2026", Some("gama")).unwrap_err().to_string(),
        "no law of churn preset `tor-2026` `gama`, nearest is `lognormal`; there are: exponential, weibull, lognormal, hyperexponential"
    );
    assert_eq!(churn("tor-2026", None).unwrap().law, "hyperexponential");
    assert_eq!(churn("skype06", Some("best")).unwrap().law, "weibull");
    assert_eq!(churn("ipfs-2023w4", None).unwrap().law, "empirical");
}

#[test]
fn a_preset_without_downtimes_asks_for_one_that_has_them() {
    let ipfs = churn("ipfs-2023w4", None).unwrap();
    let message = ipfs.renewal().unwrap_err().to_string();
    assert!(
        message.starts_with("churn preset `ipfs-2023w4` measured no downtimes; name a preset to take them from, one of: g5k06, ")
    );
    let overnet = churn("overnet03", None).unwrap();
    let renewal = ipfs.renewal_with(&overnet).unwrap();
    assert_eq!((renewal.up, Some(renewal.down)), (ipfs.up_h, overnet.down_h));
}

#[test]
fn a_gpu_is_found_in_any_case_and_with_its_manufacturer() {
    let card = gpu("GeForce RTX 4090").unwrap();
    assert_eq!((card.fp32_gflops, card.memory_gib, card.tdp_w), (82_580.0, 24.0, 450.0));
    assert_eq!(gpu("nvidia geforce rtx 4090").unwrap(), card);
    assert!(gpu("AMD GeForce RTX 4090").is_err());
    let message = gpu("RTX 4090").unwrap_err().to_string();
    assert!(message.starts_with("no GPU `RTX 4090`, nearest is `GeForce RTX 4090"), "{message}");
    assert!(message.contains("1420 models in scenarios/data/gpu.csv, among them "), "{message}");
}
