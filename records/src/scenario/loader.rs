//! From files to a scenario.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::conflict;
use super::document::{Content, Located, parse_document};
use super::error::{Place, ScenarioError};
use super::find::FindFile;
use super::many::SECTIONS;
use super::merge::Merged;
use super::schema::{self, Node, Shape};
use super::sweep::SweepFile;
use super::{Scenario, overrides, validate};

/// A scenario and where its values came from.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The filled-in scenario.
    pub scenario: Scenario,
    /// What was read, the outermost base first, the scenario asked for last.
    pub layers: Vec<String>,
    /// Dotted key to the place that set it; keys left at their default are absent.
    pub origins: BTreeMap<String, Place>,
}

impl Loaded {
    /// Where a dotted key was set, or the list it belongs to.
    #[must_use]
    pub fn place(&self, key: &str) -> Place {
        place_in(&self.origins, key)
    }
}

/// Where a dotted key was set, or the nearest table or list around it.
pub(super) fn place_in(origins: &BTreeMap<String, Place>, key: &str) -> Place {
    let mut key = key;
    loop {
        if let Some(place) = origins.get(key) {
            return place.clone();
        }
        match key.rsplit_once('.') {
            Some((parent, _)) => key = parent,
            None => return Place::Default,
        }
    }
}

/// Gives the text of a shipped scenario by name.
pub type Builtin<'a> = &'a dyn Fn(&str) -> Option<&'static str>;

/// Reads scenarios; `builtin` gives the text of a shipped scenario by name, so that `extends = "quickstart"` works
/// wherever the file lies.
#[derive(Clone, Copy, Default)]
pub struct Loader<'a> {
    /// Text of the shipped scenario of this name.
    pub builtin: Option<Builtin<'a>>,
}

/// What was read, laid over the defaults.
pub(super) struct Layers {
    pub(super) merged: Merged,
    /// The outermost base first, the file asked for last.
    pub(super) names: Vec<String>,
    /// The section of the file asked for that makes many runs of it, unchecked, with its name.
    pub(super) section: Option<(&'static str, Located)>,
    /// Folder of the file asked for.
    pub(super) folder: Option<PathBuf>,
}

/// The scenario that the layers came to, with the rules between its keys checked.
pub(super) fn finish(merged: Merged, layers: Vec<String>) -> Result<Loaded, ScenarioError> {
    let mut origins = merged.origins;
    origins.remove("extends");
    let loaded = Loaded { scenario: scenario_of(merged.value)?, layers, origins };
    conflict::check(&loaded)?;
    Ok(loaded)
}

/// Checked values as a scenario, which extends nothing.
pub(super) fn scenario_of(values: toml::Value) -> Result<Scenario, ScenarioError> {
    let mut scenario: Scenario = values.try_into().map_err(|error: toml::de::Error| internal(error.message()))?;
    scenario.extends.clear();
    Ok(scenario)
}

/// One text to read: how messages call it, where relative paths start, and what tells it from others.
struct Source {
    name: String,
    /// Folder of the file; `None` for a text that is no file.
    folder: Option<PathBuf>,
    identity: String,
    text: String,
}

impl Loader<'_> {
    /// Reads the scenario at `path`, what it extends, and `overrides` (dotted key, value as after `--set`).
    ///
    /// # Errors
    /// A file that cannot be read, or any key in it that is not as the schema says; the message names file, line and key.
    pub fn load(&self, path: &Path, overrides: &[(String, String)]) -> Result<Loaded, ScenarioError> {
        let source = read_file(path).map_err(|cause| ScenarioError::Read { path: path.to_owned(), cause })?;
        self.build(source, overrides)
    }

    /// Reads a scenario from `text`; `name` stands for the file in messages. Relative paths start at the working
    /// directory.
    ///
    /// # Errors
    /// As [`Loader::load`].
    pub fn parse(&self, name: &str, text: &str, overrides: &[(String, String)]) -> Result<Loaded, ScenarioError> {
        self.build(builtin_source(name, text), overrides)
    }

    /// Reads the sweep at `path`: a scenario file with `[sweep]`. Overrides may set keys of the scenario and, as `sweep.KEY`, of
    /// the sweep.
    ///
    /// # Errors
    /// As [`Loader::load`]; also a file without `[sweep]`, and whatever is wrong with it.
    pub fn load_sweep(&self, path: &Path, overrides: &[(String, String)]) -> Result<SweepFile, ScenarioError> {
        let source = read_file(path).map_err(|cause| ScenarioError::Read { path: path.to_owned(), cause })?;
        SweepFile::new(self.layers(source)?, overrides)
    }

    /// Reads a sweep from `text`; see [`Loader::parse`] and [`Loader::load_sweep`].
    ///
    /// # Errors
    /// As [`Loader::load_sweep`].
    pub fn parse_sweep(&self, name: &str, text: &str, overrides: &[(String, String)]) -> Result<SweepFile, ScenarioError> {
        SweepFile::new(self.layers(builtin_source(name, text))?, overrides)
    }

    /// Reads the search at `path`: a scenario file with `[find]`, or one without if overrides say what to find. Overrides may set keys of
    /// the scenario and, as `find.KEY`, of the search.
    ///
    /// # Errors
    /// As [`Loader::load`]; also a file without `[find]`, and whatever is wrong with it.
    pub fn load_find(&self, path: &Path, overrides: &[(String, String)]) -> Result<FindFile, ScenarioError> {
        let source = read_file(path).map_err(|cause| ScenarioError::Read { path: path.to_owned(), cause })?;
        FindFile::new(self.layers(source)?, overrides)
    }

    /// Reads a search from `text`; see [`Loader::parse`] and [`Loader::load_find`].
    ///
    /// # Errors
    /// As [`Loader::load_find`].
    pub fn parse_find(&self, name: &str, text: &str, overrides: &[(String, String)]) -> Result<FindFile, ScenarioError> {
        FindFile::new(self.layers(builtin_source(name, text))?, overrides)
    }

    fn build(&self, source: Source, overrides: &[(String, String)]) -> Result<Loaded, ScenarioError> {
        let Layers { mut merged, names, section, .. } = self.layers(source)?;
        if let Some((section, Located { place, .. })) = section {
            let file = names.last().cloned().unwrap_or_default();
            return Err(ScenarioError::IsMany { place, section, file });
        }
        for (key, text) in overrides {
            overrides::apply(&mut merged, schema::root(), key, text)?;
        }
        finish(merged, names)
    }

    /// Reads a text and what it extends, and lays them over the defaults.
    fn layers(&self, source: Source) -> Result<Layers, ScenarioError> {
        let folder = source.folder.clone();
        let mut chain: Vec<(String, String)> = Vec::new();
        let mut layers: Vec<Located> = Vec::new();
        let mut section = None;
        let mut next = Some(source);
        while let Some(source) = next {
            let mut layer = parse_document(&source.name, &source.text)?;
            let found = taken_section(&mut layer)?;
            match found {
                Some((section, Located { place, .. })) if !chain.is_empty() => {
                    return Err(ScenarioError::ExtendsMany { place, section });
                }
                Some(found) => section = Some(found),
                None => {}
            }
            validate::validate(&layer, schema::root(), "")?;
            if let Some(folder) = &source.folder {
                anchor(&mut layer, schema::root(), folder);
            }
            chain.push((source.identity, source.name));
            next = self.base_of(&mut layer, source.folder.as_deref(), &chain)?;
            layers.push(layer);
        }
        let defaults = toml::Value::try_from(Scenario::default()).map_err(|error| internal(&error.to_string()))?;
        let mut merged = Merged::new(defaults);
        layers.into_iter().rev().for_each(|layer| merged.lay(layer));
        let names = chain.into_iter().rev().map(|(_, name)| name).collect();
        Ok(Layers { merged, names, section, folder })
    }

    /// The scenario that `layer` extends, if it extends one.
    fn base_of(
        &self,
        layer: &mut Located,
        folder: Option<&Path>,
        chain: &[(String, String)],
    ) -> Result<Option<Source>, ScenarioError> {
        let Some(extends) = layer.get_mut("extends") else { return Ok(None) };
        let place = extends.place.clone();
        let Content::Text(name) = &extends.content else { return Ok(None) };
        if name.is_empty() {
            return Ok(None);
        }
        let source = match self.builtin.and_then(|builtin| builtin(name)) {
            Some(text) => builtin_source(name, text),
            None => {
                let path = folder.unwrap_or(Path::new("")).join(name);
                read_file(&path).map_err(|cause| ScenarioError::Extends {
                    place: place.clone(),
                    extends: name.clone(),
                    path,
                    cause,
                })?
            }
        };
        if chain.iter().any(|(identity, _)| *identity == source.identity) {
            let names = chain.iter().map(|(_, name)| name.clone());
            let chain = names.chain([source.name]).collect();
            return Err(ScenarioError::Cycle { place, chain });
        }
        Ok(Some(source))
    }
}

/// Takes the section that makes many runs out of a layer; there may be one of them.
fn taken_section(layer: &mut Located) -> Result<Option<(&'static str, Located)>, ScenarioError> {
    let mut found = SECTIONS.into_iter().filter_map(|name| Some((name, layer.take(name)?)));
    let (first, second) = (found.next(), found.next());
    if let (Some((name, _)), Some((other, Located { place, .. }))) = (&first, second) {
        let message = format!("the file has [{name}] too: put one of the two into a file of its own");
        return Err(ScenarioError::Section { place, key: other.to_owned(), message });
    }
    Ok(first)
}

fn builtin_source(name: &str, text: &str) -> Source {
    let identity = format!("text:{name}");
    Source { name: name.to_owned(), folder: None, identity, text: text.to_owned() }
}

fn read_file(path: &Path) -> std::io::Result<Source> {
    let text = std::fs::read_to_string(path)?;
    let identity = std::fs::canonicalize(path)?.display().to_string();
    let folder = path.parent().unwrap_or(Path::new("")).to_owned();
    Ok(Source { name: path.display().to_string(), folder: Some(folder), identity, text })
}

/// Makes the paths in `located` absolute, so that they hold wherever the scenario is read from later; they start at
/// `folder`.
pub(super) fn anchor(located: &mut Located, node: Node<'_>, folder: &Path) {
    match (&mut located.content, node.shape()) {
        (Content::Text(text), _) if node.is_path() && !text.is_empty() => {
            let path = folder.join(&*text);
            *text = std::path::absolute(&path).unwrap_or(path).display().to_string();
        }
        (Content::List(elements), Shape::List(element)) => {
            elements.iter_mut().for_each(|child| anchor(child, element, folder));
        }
        (Content::Table(entries), Shape::Table(children)) => {
            for (name, value) in entries {
                let child = children.iter().find(|(known, _)| known == name);
                child.into_iter().for_each(|(_, node)| anchor(value, *node, folder));
            }
        }
        _ => {}
    }
}

/// A mistake of ours, not of the user: the layers passed the schema and still do not fit the structs.
pub(super) fn internal(message: &str) -> ScenarioError {
    ScenarioError::Conflict { message: format!("the scenario does not fit its own schema: {message}") }
}
