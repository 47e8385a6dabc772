//! The report of a study: one HTML file that opens offline, and each figure as an SVG file beside it.

use std::fs;
use std::path::{Path, PathBuf};

use askama::Template;

use super::write;
use crate::AnalysisError;
use crate::study::StudyPage;

/// What `templates/study.html` fills in.
#[derive(Template)]
#[template(path = "study.html")]
struct Filled<'a> {
    page: &'a StudyPage,
}

/// Writes `report.html` and `figures/*.svg` into `out`, which is created if need be; returns the path of the page.
///
/// # Errors
///
/// [`AnalysisError::Write`] when the folder or a file cannot be written.
pub fn write_study(page: &StudyPage, out: &Path) -> Result<PathBuf, AnalysisError> {
    let folder = out.join("figures");
    fs::create_dir_all(&folder).map_err(|cause| AnalysisError::Write { path: folder.clone(), cause })?;
    for figure in page.parts.iter().flat_map(|part| &part.figures) {
        write(&folder.join(format!("{}.svg", figure.name)), &figure.svg)?;
    }
    let path = out.join("report.html");
    write(&path, &Filled { page }.render()?)?;
    Ok(path)
}
