//! `xpand breakeven`: the table, the JSON, and what is refused.

use crate::bad_input::assert_told;
use crate::program::Desk;
use serde_json::Value;

const EXAMPLE: [&str; 9] = ["breakeven", "--gpu", "RTX 4090", "--country", "DE", "--price", "0.5", "--jobs", "2/day"];

#[test]
fn the_table_tells_ranges_and_every_source() {
    let said = Desk::new().xpand(&EXAMPLE).well();
    let wanted = [
        "GeForce RTX 4090 in Germany",
        "months to return",
        "depreciation",
        "under water at some time in 1080 days",
        "2023-07 to 2024-06",
        "CspEscrow.sol",
        "no date",
    ];
    for words in wanted {
        assert!(said.stdout.contains(words), "no `{words}` in: {}", said.stdout);
    }
}

#[test]
fn the_json_holds_what_the_table_says() {
    let said = Desk::new().xpand(&[&EXAMPLE[..], &["--json"]].concat()).well();
    let answer: Value = serde_json::from_str(&said.stdout).unwrap();
    let middle = &answer["outcome"]["middle"];
    // 2 · 3.116666 · 0.85 · 30, and 1.458508188 · 0.98 · 0.5 · 30.
    let near = |key: &str, wanted: f64| assert!((middle[key].as_f64().unwrap() - wanted).abs() < 1e-3, "{key}: {middle}");
    near("fees_usd_per_month", 158.95);
    near("tokens_usd_per_month", 21.4401);
    assert!(answer["outcome"]["low"]["under_water_within"].as_f64().unwrap() <= 1.0);
    assert!(answer["inputs"].as_array().unwrap().iter().all(|input| input["source"].is_string() && input["date"].is_string()));
}

#[test]
fn what_is_not_known_is_refused_with_what_to_do() {
    let desk = Desk::new();
    let changed = |at: usize, value: &'static str| {
        let mut arguments = EXAMPLE;
        arguments[at] = value;
        desk.xpand(&arguments)
    };
    assert_told(&changed(2, "RTX 4O9O"), &["no GPU `RTX 4O9O`", "nearest is", "RTX 4090"]);
    assert_told(&changed(2, "GeForce RTX 3090"), &["GeForce RTX 3090", "--capex USD"]);
    assert_told(&changed(4, "Germoney"), &["no country `Germoney`", "nearest is `DE (Germany)`"]);
    assert_told(&changed(4, "JP"), &["`JP`", "--kwh USD"]);
    assert_told(&changed(6, "-1"), &["price of the token", "is -1, allowed is"]);
    let rate = changed(8, "2/hour");
    assert!(rate.status == Some(2) && rate.stderr.contains("2/day, 10/week or 40/month"), "{}", rate.stderr);
}
