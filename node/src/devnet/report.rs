//! What a devnet came to, as tables for people.

use super::Outcome;
use comfy_table::{Cell, CellAlignment, LineStyle, Table, TableStyle};
use engine::{Amount, Span, Time};
use std::fmt::Write;
use world::Role;

/// Types listed; the rest is summed up.
const TYPES_MAX: usize = 25;

/// The tables of `outcome`.
#[must_use]
pub fn report(outcome: &Outcome) -> String {
    let mut text = String::new();
    if let Some(found) = found(outcome) {
        text.push_str(&found);
    }
    let _ = write!(text, "\n{}\n", nodes(outcome));
    text.push_str(&money(outcome));
    text
}

fn found(outcome: &Outcome) -> Option<String> {
    let (job, status, gathered) = outcome.found.as_ref()?;
    let mut table = table(&["type", "files", "size", "lowest score"]);
    for row in gathered.types.iter().take(TYPES_MAX) {
        let score = format!("{:.3}", row.score_min);
        table.add_row(cells(&row.label, [row.files.to_string(), size(row.bytes), score]));
    }
    let rest = gathered.types.get(TYPES_MAX..).unwrap_or_default();
    if !rest.is_empty() {
        let files: u64 = rest.iter().map(|row| row.files).sum();
        let bytes = rest.iter().map(|row| row.bytes).sum();
        table.add_row(cells(&format!("{} more types", rest.len()), [files.to_string(), size(bytes), String::new()]));
    }
    let mut text = format!("{table}\n\n");
    let tasks = job.spec.tasks.len() as u64;
    let retries = outcome.attempts.saturating_sub(tasks);
    let seconds = outcome.job_times.map_or(0.0, |(from, to)| seconds(to.since(from)));
    let files = gathered.files.len();
    let _ = writeln!(
        text,
        "job      {} in {}, {retries} {} in {seconds:.1} s ({:.1} files/s), {} tokens paid",
        counted(files as u64, "file"),
        counted(tasks, "task"),
        if retries == 1 { "retry," } else { "retries," },
        files as f64 / seconds.max(1e-3),
        short(status.paid),
    );
    for (count, what) in [(job.left_out, "beyond --files-max"), (job.unreadable, "not readable: deleted, links or submodules")] {
        if count > 0 {
            let _ = writeln!(text, "left out {}: {what}", counted(count as u64, "tracked file"));
        }
    }
    for killed in &outcome.killed {
        let back = killed.back.map_or("not started again".to_owned(), |at| format!("back at {:.1} s", since_genesis(at)));
        let (name, at, tasks) = (&killed.name, since_genesis(killed.at), killed.tasks);
        let _ = writeln!(text, "killed   {name} at {at:.1} s with {} under way, {back}", counted(u64::from(tasks), "task"));
    }
    Some(text)
}

fn nodes(outcome: &Outcome) -> Table {
    let mut table = table(&["node", "tasks", "lost attempts", "available", "job income", "reward", "refused"]);
    let epoch_s = seconds(outcome.plan.protocol.epoch) * f64::from(outcome.epochs);
    for ((name, books), node) in outcome.names.iter().zip(&outcome.books).zip(&outcome.plan.nodes) {
        let worker = node.role == Role::Worker;
        let only = |text: String| if worker { text } else { String::new() };
        let available =
            if epoch_s > 0.0 { format!("{:.0} %", 100.0 * books.available_s as f64 / epoch_s) } else { "–".to_owned() };
        let refused: u64 = books.refused.values().sum::<u64>() + books.malformed;
        table.add_row(cells(
            name,
            [
                only(books.tasks_verified.to_string()),
                only(books.attempts_failed.to_string()),
                only(available),
                only(short(books.job_income)),
                only(short(books.reward)),
                refused.to_string(),
            ],
        ));
    }
    table
}

fn money(outcome: &Outcome) -> String {
    let supply = &outcome.supply;
    let mut text = String::new();
    let _ = writeln!(
        text,
        "tokens   {} + {} minted in {} − {} burned = {} in all accounts, checked to the last unit",
        short(supply.genesis),
        short(supply.minted),
        counted(outcome.epochs.into(), "epoch"),
        short(supply.burned),
        short(supply.balances),
    );
    let refused: Vec<String> = outcome.totals.refused.iter().map(|(reason, count)| format!("{count} {reason}")).collect();
    if !refused.is_empty() {
        let _ = writeln!(text, "refused  {} (a message that comes twice is refused as replayed)", refused.join(", "));
    }
    let dropped: u64 = outcome.books.iter().map(|books| books.dropped).sum();
    if dropped > 0 {
        let _ =
            writeln!(text, "dropped  {}: too many waited for a link; what mattered was said again", counted(dropped, "envelope"));
    }
    for sign in outcome.totals.signs() {
        let _ = writeln!(text, "sign     {sign}");
    }
    let folder = outcome.folder.display();
    let _ = writeln!(text, "run      {folder}");
    let _ = writeln!(text, "replay   xpand-node replay {folder}");
    text
}

fn table(head: &[&str]) -> Table {
    let mut table = Table::new();
    table.load_style(TableStyle::new().header_separator(LineStyle::new('─', '─', '─', '─')));
    table.set_header(head.iter().enumerate().map(|(column, text)| {
        Cell::new(text).set_alignment(if column == 0 { CellAlignment::Left } else { CellAlignment::Right })
    }));
    table
}

fn cells<const N: usize>(first: &str, rest: [String; N]) -> Vec<Cell> {
    let rest = rest.into_iter().map(|text| Cell::new(text).set_alignment(CellAlignment::Right));
    std::iter::once(Cell::new(first)).chain(rest).collect()
}

fn seconds(span: Span) -> f64 {
    span.as_secs_f64()
}

fn since_genesis(at: Time) -> f64 {
    seconds(at.since(Time::ZERO))
}

/// `1 file`, `3 files`.
pub(super) fn counted(count: u64, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// Tokens to six decimals, rounded down.
fn short(amount: Amount) -> String {
    let micro = amount.0 / Amount::MICRO.0;
    let text = format!("{}.{:06}", micro / 1_000_000, micro % 1_000_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn size(bytes: u64) -> String {
    const UNITS: [&str; 4] = ["B", "kB", "MB", "GB"];
    let mut value = bytes as f64;
    let mut unit = 0;
    while value >= 1_000.0 && unit + 1 < UNITS.len() {
        (value, unit) = (value / 1_000.0, unit + 1);
    }
    if unit == 0 { format!("{bytes} B") } else { format!("{value:.1} {}", UNITS[unit]) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_and_sizes_are_short() {
        assert_eq!(short(Amount(1_234_567_890_000_000_000)), "1.234567");
        assert_eq!(short(Amount::tokens(300)), "300");
        assert_eq!([size(999), size(1_500), size(2_340_000)], ["999 B", "1.5 kB", "2.3 MB"]);
    }
}
