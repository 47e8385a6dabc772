//! The headline measures in words and numbers: one list behind the terminal table, the cards and the comparison.

use crate::format::{NONE, bytes, count, duration, number, or_none, plural, share, tokens_exact};
use crate::measure::{Energy, SupplyVerdict};
use crate::{Measures, Run};

/// Stands for a cloud's cost when the scenario gives no price.
const NO_PRICE: &str = "no price was given, see [cloud]";

/// The two accountings of energy, in a sentence each.
pub(crate) const ACCOUNTINGS: [&str; 2] = [
    "Marginal: what busy slots draw beyond idle power, which an idle machine that is on anyway costs.",
    "Full: all that workers draw while up, which dedicated machines cost.",
];

/// One measure, ready to show.
#[derive(Clone, Debug)]
pub(crate) struct Headline {
    /// What it is.
    pub name: &'static str,
    /// Its value with its unit.
    pub value: String,
    /// Its value as a number, where two runs can be compared by ratio.
    pub number: Option<f64>,
}

impl Headline {
    /// The value for a narrow column: the first part of a digest is enough to tell runs apart.
    pub fn short(&self) -> String {
        match self.name {
            "digest" => self.value.chars().take(12).collect(),
            _ => self.value.clone(),
        }
    }
}

/// All headline measures, in the order in which a researcher asks for them. The names do not depend on the run.
pub(crate) fn headlines(run: &Run, measures: &Measures) -> Vec<Headline> {
    let mut list = Vec::new();
    let mut add = |name, value: String, number: Option<f64>| list.push(Headline { name, value, number });
    let finished = run.summary.as_ref();
    let span_s = run.span_s();
    add("simulated time", duration(span_s), Some(span_s));
    add("jobs", jobs_line(measures), Some(measures.jobs_submitted() as f64));
    add("jobs settled of ended", or_none(measures.success_share, share), measures.success_share);
    add("settled with a wrong result", or_none(measures.wrong_share, share), measures.wrong_share);
    add("retries per task", or_none(measures.retries_per_task, number), measures.retries_per_task);
    add("machine time per work done", or_none(measures.redundancy, number), measures.redundancy);
    let completion = measures.completion;
    add("completion time p50", or_none(completion.p50_s, duration), completion.p50_s);
    add("completion time p95", or_none(completion.p95_s, duration), completion.p95_s);
    add("completion time mean", or_none(completion.mean_s, duration), completion.mean_s);
    let utilisation = measures.load.utilisation();
    add("utilisation", or_none(utilisation, share), utilisation);
    add("Jain index of load", or_none(measures.jain_of_load, number), measures.jain_of_load);
    add("workers", count(run.nodes.workers().count() as u64), Some(run.nodes.workers().count() as f64));
    add("workers online, mean", or_none(measures.online.mean, number), measures.online.mean);
    let availability = &measures.availability;
    add("availability measured", or_none(availability.measured_mean, share), availability.measured_mean);
    add("availability true", or_none(availability.true_mean, share), availability.true_mean);
    add("Gini of rewards", or_none(measures.reward_gini, number), measures.reward_gini);
    add("Gini with job income", or_none(measures.earning_gini, number), measures.earning_gini);
    add("supply identity", supply_line(&measures.supply), None);
    let energy = measures.energy();
    let drew = (energy.kwh > 0.0).then_some(energy);
    add("energy", or_none(drew, |energy| format!("{} kWh", number(energy.kwh))), drew.map(|energy| energy.kwh));
    add("electricity cost", or_none(drew, |energy| format!("{} USD", number(energy.usd))), drew.map(|energy| energy.usd));
    energy_per_job(run, measures, &mut add);
    let traffic = measures.traffic;
    add("messages per node-hour", or_none(traffic.messages_per_node_hour, number), traffic.messages_per_node_hour);
    add("bytes per node-hour", or_none(traffic.bytes_per_node_hour, bytes), traffic.bytes_per_node_hour);
    let wall_s = finished.map(|summary| summary.wall_s);
    add("events", or_none(finished.map(|summary| summary.events), count), finished.map(|summary| summary.events as f64));
    add("wall time", or_none(wall_s, duration), wall_s);
    add("digest", run.digest.clone().unwrap_or(NONE.to_owned()), None);
    list
}

/// Energy, cost and carbon of a settled job in both accountings, which no one number stands for, and a cloud's price for its work.
fn energy_per_job(run: &Run, measures: &Measures, add: &mut impl FnMut(&'static str, String, Option<f64>)) {
    let share = measures.per_job;
    let both = |unit: &str, of: fn(&Energy) -> f64| {
        or_none(share, |share| {
            format!("{} {unit} marginal, {} {unit} full", number(of(&share.marginal)), number(of(&share.full)))
        })
    };
    add("energy per settled job", both("kWh", |energy| energy.kwh), None);
    add("electricity per settled job", both("USD", |energy| energy.usd), None);
    add("carbon per settled job", both("gCO2e", |energy| energy.gco2e), None);
    let cloud = share.and_then(|share| share.cloud).map(|energy| energy.usd);
    let told = if run.cloud.is_given() { or_none(cloud, |usd| format!("{} USD", number(usd))) } else { NO_PRICE.to_owned() };
    add("cloud cost per settled job", told, cloud);
}

/// Jobs by state: the final states first, then those still open.
fn jobs_line(measures: &Measures) -> String {
    let submitted = measures.jobs_submitted();
    if submitted == 0 {
        return "none".to_owned();
    }
    let final_states = crate::run::FINAL_STATES.iter().copied();
    let order = final_states.chain(crate::run::PASSING_STATES.iter().rev().copied());
    let parts: Vec<String> = order
        .filter(|state| measures.jobs_in(state) > 0)
        .map(|state| format!("{} {state}", count(measures.jobs_in(state))))
        .collect();
    format!("{} ({})", count(submitted), parts.join(", "))
}

/// The supply identity's verdict in words.
pub(crate) fn supply_line(verdict: &SupplyVerdict) -> String {
    match verdict {
        SupplyVerdict::Holds { epochs } => format!("holds exactly ({})", plural(*epochs as u64, "epoch")),
        SupplyVerdict::Violated { epoch, residual, epochs } => {
            format!(
                "VIOLATED in {}, first in epoch {epoch}: residual {} tokens",
                plural(*epochs as u64, "epoch"),
                tokens_exact(*residual)
            )
        }
        SupplyVerdict::Unchecked => "not checked: no epoch was settled".to_owned(),
    }
}

/// What a reader must know before trusting the numbers: the run did not finish, tables are empty, the identity fails.
pub(crate) fn warnings(run: &Run, measures: &Measures) -> Vec<String> {
    let mut warnings = Vec::new();
    if run.summary.is_none() {
        warnings.push("This run did not finish; figures cover what was written.".to_owned());
    }
    if let Some(summary) = &run.summary {
        warnings.extend(summary.signs.iter().cloned());
    }
    if !run.empty.is_empty() {
        let names: Vec<&str> = run.empty.iter().map(|table| table.name()).collect();
        warnings.push(format!("No rows in: {}.", names.join(", ")));
    }
    if matches!(measures.supply, SupplyVerdict::Violated { .. }) {
        warnings.push(format!("Supply identity {}.", supply_line(&measures.supply)));
    }
    warnings
}

/// How the second of two runs differs from the first.
pub(crate) fn change(first: &Headline, second: &Headline) -> String {
    match (first.number, second.number) {
        _ if first.value == second.value => "=".to_owned(),
        // Jobs may be as many in other states: no relative change says so.
        (Some(first), Some(second)) if first == second => "differs".to_owned(),
        (Some(first), Some(second)) if first != 0.0 => {
            let change = (second / first - 1.0) * 100.0;
            let sign = if change < 0.0 { "−" } else { "+" };
            let digits = if change.abs() < 10.0 { 1 } else { 0 };
            format!("{sign}{:.digits$} %", change.abs())
        }
        _ => "differs".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_relative_to_the_first_run() {
        let headline = |number: f64| Headline { name: "m", value: number.to_string(), number: Some(number) };
        let shown = [(4.0, 5.0), (4.0, 3.9), (4.0, 4.0), (0.0, 1.0)].map(|(a, b)| change(&headline(a), &headline(b)));
        assert_eq!(shown, ["+25 %", "−2.5 %", "=", "differs"]);
    }

    #[test]
    fn an_empty_run_still_has_every_headline() {
        let run = Run::default();
        let list = headlines(&run, &Measures::of(&run));
        let value = |name: &str| list.iter().find(|line| line.name == name).unwrap().value.clone();
        assert_eq!((value("jobs").as_str(), value("completion time p50").as_str()), ("none", NONE));
        assert_eq!(value("supply identity"), "not checked: no epoch was settled");
        assert_eq!(warnings(&run, &Measures::of(&run)).len(), 1);
    }
}
