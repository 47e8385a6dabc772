//! Summaries for the terminal.

use comfy_table::{Cell, CellAlignment, ContentArrangement, LineStyle, Table, TableStyle};

use crate::Measures;
use crate::figure::{Study, studies};
use crate::headline::{ACCOUNTINGS, Headline, change, headlines, warnings};
use crate::measure::reasons;
use crate::report::Table as ReportTable;
use crate::run::{Run, labels};

/// Columns of a terminal that shows a table without wrapping its frame.
const WIDTH: u16 = 100;

/// A compact table of one run: what a researcher asks first.
pub fn terminal_summary(run: &Run) -> String {
    let measures = Measures::of(run);
    let mut table = new_table();
    table.set_header(["", labels(std::slice::from_ref(run))[0].as_str()]);
    for line in headlines(run, &measures) {
        table.add_row([line.name.to_owned(), line.value]);
    }
    let mut text = table.to_string();
    if measures.per_job.is_some() {
        ACCOUNTINGS.iter().for_each(|told| text += &format!("\n{told}"));
    }
    if let Some((reason, times)) = reasons(&run.jobs).first() {
        text += &format!("\nMost frequent reason for a job that did not settle: {reason} ({times} jobs)");
    }
    for warning in warnings(run, &measures) {
        text += &format!("\n{warning}");
    }
    text
}

/// Several runs side by side; with two, how the second differs from the first.
pub fn compare(runs: &[Run]) -> String {
    let studies = studies(runs);
    let columns: Vec<Vec<Headline>> = studies.iter().map(|study| headlines(study.run, &study.measures)).collect();
    let Some(first) = columns.first() else {
        return String::new();
    };
    let mut table = new_table();
    let mut header = vec![Cell::new("")];
    header.extend(studies.iter().map(|study| Cell::new(&study.label).set_alignment(CellAlignment::Right)));
    if columns.len() == 2 {
        header.push(Cell::new("relative change").set_alignment(CellAlignment::Right));
    }
    table.set_header(header);
    for (row, line) in first.iter().enumerate() {
        let mut cells = vec![Cell::new(line.name)];
        let right = |text: &str| Cell::new(text).set_alignment(CellAlignment::Right);
        cells.extend(columns.iter().map(|column| right(&column[row].short())));
        if let [_, second] = columns.as_slice() {
            cells.push(right(&change(line, &second[row])));
        }
        table.add_row(cells);
    }
    let mut text = table.to_string();
    for Study { label, run, measures } in &studies {
        for warning in warnings(run, measures) {
            text += &format!("\n{label}: {warning}");
        }
    }
    text
}

/// A table of a report for the terminal.
#[must_use]
pub fn terminal_table(shown: &ReportTable) -> String {
    let mut table = new_table();
    table.set_header(shown.header.clone());
    for row in &shown.rows {
        table.add_row(row.clone());
    }
    table.to_string()
}

fn new_table() -> Table {
    let mut table = Table::new();
    table.load_style(TableStyle::new().header_separator(LineStyle::new('─', '─', '─', '─')));
    table.set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(WIDTH);
    table
}
