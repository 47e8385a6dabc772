//! `xpand breakeven`.

use crate::breakeven_args::BreakevenArgs;
use anyhow::{Context, Result};
use comfy_table::{CellAlignment, ContentArrangement, Table, TableStyle};
use scenarios::breakeven::{Answer, Ask, BreakevenError, JobPrice, Outcome, Range, breakeven as answer};
use scenarios::preset::PresetError;

/// A number of an outcome.
type Of = fn(&Outcome) -> f64;

/// Answers what an operator earns, pays and risks, as a table or as JSON.
pub fn breakeven(args: &BreakevenArgs) -> Result<()> {
    let answer = answer(&ask(args)).map_err(with_flags)?;
    if args.json {
        return crate::say(serde_json::to_string_pretty(&answer).context("cannot write the answer as JSON")?);
    }
    crate::say(told(&answer))
}

fn ask(args: &BreakevenArgs) -> Ask {
    Ask {
        gpu: args.gpu.clone(),
        country: args.country.clone(),
        price_usd: args.price,
        jobs_per_day: args.jobs,
        job: args.job_usd.map_or_else(|| JobPrice::Type(args.job.clone()), JobPrice::Usd),
        availability: args.availability,
        tier: args.tier,
        licence_usd: args.licence_usd,
        capex_usd: args.capex,
        usd_per_kwh: args.kwh,
        hours_per_day: args.hours,
        idle_watts: args.idle_watts,
        host_watts: args.host_watts,
        life_years: args.life,
        volatility: args.volatility,
        drift: args.drift,
        horizon_days: args.horizon,
    }
}

/// The error, with the flag that gives what is missing.
fn with_flags(error: BreakevenError) -> anyhow::Error {
    let flag = match &error {
        BreakevenError::NoCardPrice { .. } => "--capex USD",
        BreakevenError::NoElectricity | BreakevenError::Preset(PresetError::NoPrice { .. }) => "--kwh USD",
        _ => return error.into(),
    };
    anyhow::anyhow!("{error}; the flag is {flag}")
}

/// The table, and below it what went in.
fn told(answer: &Answer) -> String {
    let place = answer.country.as_deref().map(|country| format!(" in {country}")).unwrap_or_default();
    let within = format!("in {} days", answer.horizon_days);
    let outcome = &answer.outcome;
    let mut table = table(["US dollars a month", "low", "middle", "high"]);
    let mut row = |name: String, cells: Range<String>| {
        table.add_row([name, cells.low, cells.middle, cells.high]);
    };
    let money: [(&str, Of); 8] = [
        ("revenue", |one| one.revenue_usd_per_month),
        ("  tokens", |one| one.tokens_usd_per_month),
        ("  jobs", |one| one.fees_usd_per_month),
        ("cost", |one| one.cost_usd_per_month),
        ("  electricity", |one| one.electricity_usd_per_month),
        ("  depreciation", |one| one.depreciation_usd_per_month),
        ("  licence", |one| one.licence_usd_per_month),
        ("net", |one| one.net_usd_per_month),
    ];
    for (name, of) in money {
        row(name.to_owned(), outcome.map(|one| format!("{:.2}", of(one))));
    }
    let months = |one: &Outcome| one.months_to_return.map_or_else(|| "never".to_owned(), |months| format!("{months:.1}"));
    row("months to return".to_owned(), outcome.map(months));
    row("token price that pays all".to_owned(), outcome.map(|one| price(one.break_even_price_usd)));
    row("token price that pays electricity".to_owned(), outcome.map(|one| price(one.running_price_usd)));
    let risks: [(String, Of); 4] = [
        (format!("under water at some time {within}"), |one| one.under_water_within),
        ("  at the end".to_owned(), |one| one.under_water_at_end),
        (format!("electricity not paid at some time {within}"), |one| one.running_at_a_loss_within),
        ("  at the end".to_owned(), |one| one.running_at_a_loss_at_end),
    ];
    for (name, of) in risks {
        row(name, outcome.map(|one| format!("{:.1} %", of(one) * 100.0)));
    }
    format!("{}{place}\n\n{table}\n\n{}", answer.gpu, foot(answer))
}

/// Every input with its source and date.
fn foot(answer: &Answer) -> String {
    let mut table = table(["what went in", "low", "middle", "high"]);
    table.set_header(["what went in", "low", "middle", "high", "unit", "date", "source"]);
    table.set_content_arrangement(ContentArrangement::Dynamic);
    for input in &answer.inputs {
        let values = input.values.map(|value| figure(*value));
        let [name, unit, date] = [input.name, input.unit, &input.date].map(str::to_owned);
        table.add_row([name, values.low, values.middle, values.high, unit, date, input.source.clone()]);
    }
    table.to_string()
}

fn table(header: [&str; 4]) -> Table {
    let mut table = Table::new();
    table.load_style(TableStyle::new()).set_header(header);
    for column in [1, 2, 3] {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table
}

/// A price of the token; 0 says that jobs alone carry it.
fn price(usd: f64) -> String {
    if usd > 0.0 { format!("{usd:.3}") } else { "any".to_owned() }
}

/// At most four decimals, and none that say nothing.
fn figure(value: f64) -> String {
    let text = format!("{value:.4}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
