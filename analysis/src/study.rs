//! A study's report as plain text, tables and drawings: whoever ran it fills them in.

use crate::report::Table;

/// The whole report.
#[derive(Debug)]
pub struct StudyPage {
    /// What was studied.
    pub title: String,
    /// What it is for, in paragraphs.
    pub about: Vec<String>,
    /// What is needed to repeat it.
    pub facts: Vec<(&'static str, String)>,
    /// What must be known before anything of it is believed.
    pub warnings: Vec<String>,
    /// Where things break; `None` for a study without thresholds.
    pub thresholds: Option<Table>,
    /// What was expected beside what was found; `None` for a study without checks.
    pub checks: Option<Table>,
    /// Its parts.
    pub parts: Vec<StudyPart>,
    /// What all of it leaves out, in words.
    pub limits: Vec<String>,
}

/// One question with its answer.
#[derive(Debug)]
pub struct StudyPart {
    /// Its name in links.
    pub id: String,
    /// What it is about.
    pub title: String,
    /// What is asked.
    pub question: String,
    /// What was found, in paragraphs; one may be a table in Markdown.
    pub finding: Vec<String>,
    /// What it looks like.
    pub figures: Vec<StudyFigure>,
    /// The numbers of the figures.
    pub tables: Vec<Table>,
    /// What it leaves out, in words.
    pub limits: Vec<String>,
}

/// A figure in its place.
#[derive(Debug)]
pub struct StudyFigure {
    /// File stem.
    pub name: String,
    /// What is shown.
    pub title: String,
    /// What to see.
    pub caption: String,
    /// The drawing.
    pub svg: String,
}

/// Cells of a row.
type Cells<'a> = Vec<&'a str>;

/// Names and rows of a paragraph that is a table in Markdown; `None` for prose.
pub(crate) fn table(paragraph: &str) -> Option<(Cells<'_>, Vec<Cells<'_>>)> {
    let cells = |line| -> Option<Cells<'_>> {
        let line: &str = line;
        Some(line.trim().strip_prefix('|')?.strip_suffix('|')?.split('|').map(str::trim).collect())
    };
    let mut rows = paragraph.lines().map(cells).collect::<Option<Vec<_>>>()?.into_iter();
    let header = rows.next()?;
    Some((header, rows.filter(|row| !row.iter().all(|cell| cell.starts_with("---"))).collect()))
}

#[cfg(test)]
mod tests {
    use super::table;

    #[test]
    fn a_table_is_told_from_prose() {
        let text = "| rule | burn 0 % |\n| --- | --- |\n| constant | 7 % |";
        assert_eq!(table(text), Some((vec!["rule", "burn 0 %"], vec![vec!["constant", "7 %"]])));
        assert_eq!(table("What is | between is no table."), None);
    }
}
