//! The rows as a table for the terminal, and as JSON.

use super::{Check, FreshRow, Judged, Row};
use comfy_table::{Cell, CellAlignment, ContentArrangement, LineStyle, Table, TableStyle};
use serde_json::{Value, json};

/// Stands for a value that is not there.
const NONE: &str = "–";

/// The rows, a line for each number; `columns` is how wide a line may be. The last line counts the rows that hold.
#[must_use]
pub fn text(rows: &[Row], columns: u16) -> String {
    let lines = rows.iter().flat_map(|row| {
        row.checks.iter().enumerate().map(move |(at, check)| {
            let (error, z) = match check.judged {
                Judged::Sampled { standard_error } => (short(standard_error), format!("{:+.2}", check.z().unwrap_or(f64::NAN))),
                Judged::Within { tolerance } => (format!("± {}", short(tolerance)), NONE.to_owned()),
            };
            let numbers = [number(check.theory), number(check.simulated), error, z, verdict(check.holds())];
            line(at, row.id, row.statement, &check.what, numbers)
        })
    });
    let header = ["id", "statement", "number", "theory", "simulated", "SE or ±", "z", "verdict"];
    table(columns, header, lines) + &count(rows.iter().map(Row::holds))
}

/// The rows over many seeds, a line for each number; |z| above 1.96 is counted in its seeds.
#[must_use]
pub fn fresh_text(rows: &[FreshRow], columns: u16) -> String {
    let lines = rows.iter().flat_map(|row| {
        row.checks.iter().enumerate().map(move |(at, check)| {
            let far = check.z.iter().filter(|z| z.abs() > 1.96).count();
            let far = if check.z.is_empty() { NONE.to_owned() } else { format!("{far}/{}", check.z.len()) };
            let p = row.p_holm.map_or(NONE.to_owned(), short);
            line(
                at,
                row.id,
                row.statement,
                &check.what,
                [number(check.theory), number(check.simulated), far, p, verdict(row.holds)],
            )
        })
    });
    let header = ["id", "statement", "number", "theory", "mean", "|z| > 1.96", "p (Holm)", "verdict"];
    table(columns, header, lines) + &count(rows.iter().map(|row| row.holds))
}

/// The rows as an array of objects: `id`, `statement`, `holds` and `checks`, each with `number`, `theory`, `simulated`, `z` and
/// `standard_error` or `tolerance` (null where they are not), and `holds`.
#[must_use]
pub fn json(rows: &[Row]) -> Value {
    let check = |check: &Check| {
        let (standard_error, tolerance) = match check.judged {
            Judged::Sampled { standard_error } => (Some(standard_error), None),
            Judged::Within { tolerance } => (None, Some(tolerance)),
        };
        json!({
            "number": check.what,
            "theory": check.theory,
            "simulated": check.simulated,
            "standard_error": standard_error,
            "tolerance": tolerance,
            "z": check.z(),
            "holds": check.holds(),
        })
    };
    rows.iter()
        .map(|row| {
            let checks: Vec<Value> = row.checks.iter().map(check).collect();
            json!({ "id": row.id, "statement": row.statement, "holds": row.holds(), "checks": checks })
        })
        .collect()
}

/// The rows over many seeds as an array of objects: as [`json()`], with `p`, `p_holm` and, for each number, `p_bias`, `p_spread`
/// and `z` by seed.
#[must_use]
pub fn fresh_json(rows: &[FreshRow]) -> Value {
    rows.iter()
        .map(|row| {
            let check = |check: &super::FreshCheck| {
                json!({
                    "number": check.what,
                    "theory": check.theory,
                    "simulated": check.simulated,
                    "standard_error": check.standard_error,
                    "z": check.z,
                    "p_bias": check.p_bias,
                    "p_spread": check.p_spread,
                })
            };
            let checks: Vec<Value> = row.checks.iter().map(check).collect();
            json!({
                "id": row.id,
                "statement": row.statement,
                "p": row.p,
                "p_holm": row.p_holm,
                "holds": row.holds,
                "checks": checks,
            })
        })
        .collect()
}

/// A row's name stands on its first line.
fn line<const K: usize>(at: usize, id: &str, statement: &str, what: &str, numbers: [String; K]) -> Vec<String> {
    let name = if at == 0 { [id, statement] } else { ["", ""] };
    name.into_iter().chain([what]).map(str::to_owned).chain(numbers).collect()
}

fn table<const K: usize>(columns: u16, header: [&str; K], lines: impl Iterator<Item = Vec<String>>) -> String {
    let cell = |(at, text): (usize, String)| {
        let side = if at < 3 { CellAlignment::Left } else { CellAlignment::Right };
        Cell::new(text).set_alignment(side)
    };
    let mut table = Table::new();
    table.load_style(TableStyle::new().header_separator(LineStyle::new('─', '─', '─', '─')));
    table.set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(columns);
    table.set_header(header.map(str::to_owned).into_iter().enumerate().map(cell));
    lines.for_each(|line| {
        table.add_row(line.into_iter().enumerate().map(cell));
    });
    table.to_string()
}

fn count(holds: impl Iterator<Item = bool> + Clone) -> String {
    format!("\n{} of {} rows hold\n", holds.clone().filter(|holds| *holds).count(), holds.count())
}

fn verdict(holds: bool) -> String {
    if holds { "holds" } else { "FAILS" }.to_owned()
}

/// Six significant digits, without an exponent where that is short.
fn number(value: f64) -> String {
    let digits = if value == 0.0 { 0.0 } else { libm::floor(libm::log10(value.abs())) };
    match digits as i64 {
        -4..=5 => format!("{value:.*}", usize::try_from(5 - digits as i64).unwrap_or(0)),
        6..=9 => format!("{value:.0}"),
        _ => format!("{value:.5e}"),
    }
}

/// Two significant digits.
fn short(value: f64) -> String {
    if value == 0.0 || (1e-3..1e3).contains(&value.abs()) {
        let digits = if value == 0.0 { 0.0 } else { 1.0 - libm::floor(libm::log10(value.abs())) };
        format!("{value:.*}", digits.max(0.0) as usize)
    } else {
        format!("{value:.1e}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows() -> [Row; 1] {
        let sampled = Check { what: "mean".into(), theory: 1.0, simulated: 1.5, judged: Judged::Sampled { standard_error: 0.1 } };
        [Row { id: "T0", statement: "One is one", checks: vec![Check::within("sum", 1_000_000.0, 1_000_000.0, 0.0), sampled] }]
    }

    #[test]
    fn a_number_off_by_five_errors_fails_its_row() {
        let text = text(&rows(), 120);
        for part in ["T0", "One is one", "1000000", "1.50000", "+5.00", "FAILS", "0 of 1 rows hold"] {
            assert!(text.contains(part), "{part} in\n{text}");
        }
        assert_eq!(text.matches("T0").count(), 1);
        let json = json(&rows());
        assert_eq!((&json[0]["holds"], &json[0]["checks"][1]["z"]), (&json!(false), &json!(5.0)));
        assert!(json[0]["checks"][0]["standard_error"].is_null());
    }

    #[test]
    fn numbers_keep_six_digits() {
        assert_eq!(
            [0.0, 0.012_060_6, 300.505_239, 1215.1, -0.5, 2e-9].map(number),
            ["0.00000", "0.0120606", "300.505", "1215.10", "-0.500000", "2.00000e-9"]
        );
        assert_eq!([0.0, 0.0123, 3.16, 1e-15].map(short), ["0", "0.012", "3.2", "1.0e-15"]);
    }
}
