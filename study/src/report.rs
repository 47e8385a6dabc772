//! The report of a study: the page, and the same findings as plain text.

use crate::book::Entry;
use crate::charts::{Problem, figure};
use crate::checks;
use crate::error::StudyError;
use crate::file::PartEntry;
use crate::run::{Ended, Kind};
use crate::words::Words;
use analysis::study::{StudyPage, StudyPart};
use analysis::{ReportTable, terminal_table, write_study};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// A filled-in report.
pub struct Report {
    page: StudyPage,
}

impl Report {
    /// The report of what ended.
    ///
    /// # Errors
    /// A template or a figure of `study.toml` that does not fit its runs.
    pub fn of(ended: &Ended<'_>) -> Result<Self, StudyError> {
        let (study, words) = (ended.study, Words::new(ended.book.clone()));
        let wrong = |what: String, message: String| StudyError::Entry {
            path: study.source.folder.join("study.toml"),
            message: format!("{what}: {message}"),
        };
        let mut parts = Vec::new();
        for entry in study.parts() {
            parts.push(part(ended, &words, entry).map_err(|problem| match problem {
                Problem::Entry(message) => wrong(format!("part `{}`", entry.id), message),
                Problem::Drawing(error) => StudyError::Analysis(error),
            })?);
        }
        let mut rows = Vec::new();
        // A threshold belongs to the whole study.
        for entry in study.file.thresholds.iter().filter(|_| study.options.only.is_empty()) {
            let fill = |template: &str| {
                let filled = words.fill(template).map_err(|message| wrong(format!("threshold `{}`", entry.what), message))?;
                Ok::<_, StudyError>(filled.join(" "))
            };
            rows.push(vec![entry.what.clone(), entry.bound.clone(), fill(&entry.value)?, fill(&entry.beside)?]);
        }
        let thresholds = (!rows.is_empty()).then(|| ReportTable {
            title: "Failure thresholds".to_owned(),
            header: ["", "crossed there", "threshold (95 % interval)", "beside it"].map(str::to_owned).to_vec(),
            rows,
            empty: "",
            notes: vec![
                "A threshold is where a network crosses, on average over networks of equal make and other seeds.".to_owned(),
            ],
        });
        let checks = checks::table(study.parts(), &words).map_err(|(what, message)| wrong(what, message))?;
        let page = StudyPage {
            title: study.file.title.clone(),
            about: words.fill(&study.file.about).map_err(|message| wrong("about".to_owned(), message))?,
            facts: facts(ended),
            warnings: warnings(ended),
            thresholds,
            checks,
            parts,
            limits: study.file.limits.clone(),
        };
        Ok(Self { page })
    }

    /// Writes `report.html`, `findings.md` and `figures/`; returns the path of the page.
    ///
    /// # Errors
    /// A file that cannot be written.
    pub fn write(&self, out: &Path) -> Result<PathBuf, StudyError> {
        let page = write_study(&self.page, out)?;
        let path = out.join("findings.md");
        fs::write(&path, self.markdown()).map_err(|cause| StudyError::Io { path, cause })?;
        Ok(page)
    }

    /// Its tables for a terminal: where things break, and what was expected.
    pub fn tables(&self) -> impl Iterator<Item = String> {
        self.page.thresholds.iter().chain(&self.page.checks).map(terminal_table)
    }

    /// The report without figures, as Markdown.
    #[must_use]
    pub fn markdown(&self) -> String {
        let page = &self.page;
        let mut text = format!("# {}\n", page.title);
        let paragraphs = |text: &mut String, all: &[String]| all.iter().for_each(|one| _ = write!(text, "\n{one}\n"));
        paragraphs(&mut text, &page.about);
        let facts: Vec<String> = page.facts.iter().map(|(name, value)| format!("{name} {value}")).collect();
        _ = write!(text, "\n{}.\n", facts.join("; "));
        paragraphs(&mut text, &page.warnings);
        if let Some(table) = &page.thresholds {
            _ = write!(text, "\n## Where it breaks\n\n{}", markdown_table(table));
            paragraphs(&mut text, &table.notes);
        }
        if let Some(table) = &page.checks {
            _ = write!(text, "\n## {}\n\n{}", table.title, markdown_table(table));
            paragraphs(&mut text, &table.notes);
        }
        for part in &page.parts {
            _ = write!(text, "\n## {}\n\n*{}*\n", part.title, part.question);
            paragraphs(&mut text, &part.finding);
            let figures: Vec<String> =
                part.figures.iter().map(|figure| format!("![{}](figures/{}.svg)", figure.title, figure.name)).collect();
            paragraphs(&mut text, &figures);
            if !part.limits.is_empty() {
                _ = write!(text, "\nLeft out: {}\n", part.limits.join(" "));
            }
        }
        _ = write!(text, "\n## What all of it leaves out\n\n");
        page.limits.iter().for_each(|limit| _ = writeln!(text, "- {limit}"));
        text
    }
}

fn part(ended: &Ended<'_>, words: &Words, entry: &PartEntry) -> Result<StudyPart, Problem> {
    let (mut figures, mut tables) = (Vec::new(), Vec::new());
    for (number, one) in (1..).zip(&entry.figures) {
        if let Some((drawn, table)) = figure(&ended.book, one, format!("{}-{number}", entry.id))? {
            figures.push(drawn);
            tables.extend(table);
        }
    }
    Ok(StudyPart {
        id: entry.id.clone(),
        title: entry.title.clone(),
        question: entry.question.clone(),
        finding: words.fill(&entry.finding).map_err(|message| Problem::Entry(format!("finding: {message}")))?,
        figures,
        tables,
        limits: entry.limits.clone(),
    })
}

fn facts(ended: &Ended<'_>) -> Vec<(&'static str, String)> {
    let made = |kind: &Kind| match kind {
        Kind::Sweep(study) => Some(study.points().values.len() * study.replicates_max() as usize),
        Kind::Search(_) | Kind::LeftOut(_) => None,
    };
    let (sweeps, searches) = (
        ended.study.runs.iter().filter_map(|(_, kind)| made(kind)).collect::<Vec<_>>(),
        ended.study.runs.iter().filter(|(_, kind)| matches!(kind, Kind::Search(_))).count(),
    );
    vec![
        ("version", env!("CARGO_PKG_VERSION").to_owned()),
        ("sweeps", format!("{}, of {} runs at most", sweeps.len(), sweeps.iter().sum::<usize>())),
        ("searches", searches.to_string()),
    ]
}

fn warnings(ended: &Ended<'_>) -> Vec<String> {
    let quick = ended.study.options.quick.then(|| {
        "Made with --quick: few replicates and short runs. It shows that all works; its numbers are not to be believed."
            .to_owned()
    });
    let left_out = ended.book.0.iter().filter_map(|(name, entry)| match entry {
        Entry::LeftOut(why) => Some(format!("Run `{name}` was left out: {why}.")),
        Entry::Sweep(_) | Entry::Sensitivity(_) | Entry::Search(_) => None,
    });
    let failed = (!ended.failures.is_empty()).then(|| {
        format!("{} runs failed and are left out of the means; the first: {}.", ended.failures.len(), ended.failures[0])
    });
    quick.into_iter().chain(left_out).chain(failed).collect()
}

fn markdown_table(table: &ReportTable) -> String {
    let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    let rule = vec!["---".to_owned(); table.header.len()];
    table.rows.iter().fold(line(&table.header) + &line(&rule), |text, row| text + &line(row))
}
