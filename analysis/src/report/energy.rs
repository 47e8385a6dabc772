//! The table of what a settled job takes: energy, cost and carbon.

use crate::figure::Study;
use crate::format::{NONE, number, plural};
use crate::headline::ACCOUNTINGS;
use crate::measure::Energy;
use crate::run::Run;

use super::table::Table;

/// What is left out of the price of a cloud.
const LEFT_OUT: &str =
    "Left out: network egress, minimum billing, storage, set-up, and a rented machine's idle time between jobs.";

/// Said where there is no price.
const NO_PRICE: &str =
    "No cloud price was given: set usd_per_hour, gflops, source and date in the scenario's table [cloud] to compare.";

pub(super) fn per_job(study: &Study<'_>) -> Table {
    let (run, share) = (study.run, study.measures.per_job);
    let rows = share.map_or_else(Vec::new, |share| {
        let known = |given: bool, of: fn(&Energy) -> f64| {
            share.cloud.filter(|_| given).map_or(NONE.to_owned(), |cloud| number(of(&cloud)))
        };
        let (has_power, has_carbon) = (run.cloud.watts > 0.0, run.cloud.has_carbon());
        let row = |name: &str, of: fn(&Energy) -> f64, given| {
            [name.to_owned(), number(of(&share.marginal)), number(of(&share.full)), known(given, of)]
        };
        vec![
            row("energy [kWh]", |energy| energy.kwh, has_power),
            row("electricity; rent of the cloud [USD]", |energy| energy.usd, true),
            row("carbon [gCO2e]", |energy| energy.gco2e, has_carbon),
        ]
    });
    let mut notes = vec![ACCOUNTINGS.join(" ")];
    notes.extend(share.map(|share| {
        format!(
            "Counted over {}: all that was drawn in them, failed attempts and jobs that did not settle included, shared equally \
             by the {} that settled within them. What came after the last of them is left out.",
            plural(run.supply.epoch.len() as u64, "settled epoch"),
            plural(share.jobs, "job"),
        )
    }));
    notes.push(cloud(run));
    let header = ["", "marginal", "full", "cloud"];
    Table { notes, ..Table::new("Per settled job", header, rows, "No job settled within a settled epoch.") }
}

/// What the column of the cloud stands for.
fn cloud(run: &Run) -> String {
    let cloud = &run.cloud;
    if !cloud.is_given() {
        return NO_PRICE.to_owned();
    }
    format!(
        "Cloud: the work of these jobs, each task once, on a machine of {} GFLOP/s for {} USD an hour ({}, {}). {LEFT_OUT}",
        number(cloud.gflops),
        number(cloud.usd_per_hour),
        cloud.source,
        cloud.date
    )
}
