//! What was found, in words.

use super::again::NotReproduced;
use super::side::Side;
use crate::say;
use crate::span::told_ns;
use anyhow::Result;
use records::compare::{Divergence, FieldDifference, Interval, KeyDifference};
use records::table::EventRow;

/// Fields told beside the first.
const MORE_FIELDS: usize = 8;

/// Letters of a value that are told.
const LETTERS: usize = 100;

/// The world itself, as a sender.
const WORLD: u32 = u32::MAX;

pub fn keys(sides: &[Side; 2], keys: &[KeyDifference]) -> Result<()> {
    if keys.is_empty() {
        return Ok(());
    }
    say(format_args!("scenarios differ in {} of their keys:", keys.len()))?;
    keys.iter().try_for_each(|key| pair(sides, key))
}

fn pair(sides: &[Side; 2], KeyDifference { key, values }: &KeyDifference) -> Result<()> {
    say(format_args!("  {key}"))?;
    for (side, value) in sides.iter().zip(values) {
        say(format_args!("    {}  {}", side.name, value.as_deref().unwrap_or("-")))?;
    }
    Ok(())
}

pub fn figures(sides: &[Side; 2], figures: &[KeyDifference]) -> Result<()> {
    say("digests are equal, but what the runs came to is not:")?;
    figures.iter().try_for_each(|figure| pair(sides, figure))
}

pub fn digests(parted: Option<Interval>, last_ns: u64) -> Result<()> {
    match parted {
        None => say(format_args!("digests are equal up to {}, events are not", told_ns(last_ns))),
        Some(Interval { from_ns: 0, to_ns, .. }) => say(format_args!("digests differ at {}", told_ns(to_ns))),
        Some(Interval { from_ns, to_ns, .. }) => {
            say(format_args!("digests are equal at {}, and differ at {}", told_ns(from_ns), told_ns(to_ns)))
        }
    }
}

pub fn divergence(sides: &[Side; 2], found: &Divergence) -> Result<()> {
    let Divergence { rows, fields, before, .. } = found;
    if !before.is_empty() {
        say("before it, the same in both:")?;
        before.iter().try_for_each(|row| say(format_args!("  {}", in_a_line(row))))?;
    }
    say("first event that differs:")?;
    for (side, row) in sides.iter().zip(rows) {
        match row {
            Some(row) => {
                let who = side.nodes.told(row.node);
                say(format_args!("  {}  {}\n    node {} is: {who}", side.name, in_a_line(row), row.node))?;
            }
            None => say(format_args!("  {}  has no more events there", side.name))?,
        }
    }
    let Some((first, more)) = fields.split_first() else { return Ok(()) };
    say("first field that differs:")?;
    field(sides, first)?;
    let more = more.iter().filter(|field| field.path != "chain");
    let others: Vec<&str> = more.map(|field| field.path.as_str()).collect();
    if !others.is_empty() {
        let shown = others[..others.len().min(MORE_FIELDS)].join(", ");
        let rest = others.len().saturating_sub(MORE_FIELDS);
        let rest = if rest > 0 { format!(" and {rest} more") } else { String::new() };
        say(format_args!("also {shown}{rest}"))?;
    } else if first.path == "chain" {
        say("the node was told the same, but had not seen the same before")?;
    }
    Ok(())
}

fn field(sides: &[Side; 2], field: &FieldDifference) -> Result<()> {
    say(format_args!("  {}", field.path))?;
    for (side, value) in sides.iter().zip(&field.values) {
        let value = value.as_deref().unwrap_or("-");
        let told = if field.path == "time_ns" { value.parse().map_or(value.to_owned(), told_ns) } else { value.to_owned() };
        say(format_args!("    {}  {}", side.name, told.chars().take(LETTERS).collect::<String>()))?;
    }
    Ok(())
}

pub fn not_reproduced(sides: &[Side; 2], not: &NotReproduced) -> Result<()> {
    let NotReproduced { name, version, recorded, found } = not;
    let [one, other] = [&sides[0].name, &sides[1].name];
    say(format_args!(
        "{name} is not reproduced by its own scenario.toml: at {} its digest was {}, and is {} when it is run again.",
        told_ns(recorded.time_ns),
        recorded.digest,
        found.digest
    ))?;
    match version {
        Some(version) => say(format_args!(
            "It was made by version {version}, this is {}: run it again with that version, or make both runs with this one.",
            env!("CARGO_PKG_VERSION")
        )),
        None => say(format_args!(
            "Either the program or a file that the scenario names has changed since, or the run is not deterministic. Make both\n\
             runs again with --digest-every and with --events ..{}s, and compare those: what was recorded is compared as it is.\n\
             (If {one} and {other} then differ with the same scenario, the first event that differs is where to look.)",
            recorded.time_ns.div_ceil(1_000_000_000)
        )),
    }
}

/// When, to whom, what, from whom.
fn in_a_line(row: &EventRow) -> String {
    let EventRow { event, time_ns, node, sender, kind, what, .. } = row;
    let from = match *sender {
        WORLD => ", from the world".to_owned(),
        sender if sender == *node => String::new(),
        sender => format!(", from node {sender}"),
    };
    format!("event {event}  {}  node {node}  {kind}{}{from}", told_ns(*time_ns), message_name(what))
}

/// The name of the message in the content of an event, in front of which goes a space.
fn message_name(what: &str) -> String {
    let message = what.lines().find_map(|line| line.trim_start().strip_prefix("message: "));
    message.map_or(String::new(), |message| {
        let name: String = message.chars().take_while(char::is_ascii_alphanumeric).collect();
        format!(" {name}")
    })
}
