//! A TOML text as a tree that remembers its lines.

use toml::de::{DeTable, DeValue};

use super::error::{Place, ScenarioError};

/// A value and where it stands.
pub(super) struct Located {
    pub(super) place: Place,
    pub(super) content: Content,
}

/// What TOML can hold. Integers are wider than TOML's own, so that the range check can name them.
pub(super) enum Content {
    Text(String),
    Integer(i128),
    Float(f64),
    Boolean(bool),
    Datetime(String),
    List(Vec<Located>),
    /// In the order of the text.
    Table(Vec<(String, Located)>),
}

impl Content {
    /// Type and value in words.
    pub(super) fn describe(&self) -> String {
        match self {
            Self::Text(text) => format!("the string \"{text}\""),
            Self::Integer(value) => format!("the integer {value}"),
            Self::Float(value) => format!("the float {value:?}"),
            Self::Boolean(value) => format!("the boolean {value}"),
            Self::Datetime(value) => format!("the date-time {value}"),
            Self::List(elements) => format!("a list of {}", elements.len()),
            Self::Table(_) => "a table".to_owned(),
        }
    }
}

impl Located {
    /// A plain value, all of which stands at `place`.
    pub(super) fn at(value: toml::Value, place: &Place) -> Self {
        let content = match value {
            toml::Value::String(text) => Content::Text(text),
            toml::Value::Integer(value) => Content::Integer(value.into()),
            toml::Value::Float(value) => Content::Float(value),
            toml::Value::Boolean(value) => Content::Boolean(value),
            toml::Value::Datetime(value) => Content::Datetime(value.to_string()),
            toml::Value::Array(list) => Content::List(list.into_iter().map(|value| Self::at(value, place)).collect()),
            toml::Value::Table(table) => {
                Content::Table(table.into_iter().map(|(name, value)| (name, Self::at(value, place))).collect())
            }
        };
        Self { place: place.clone(), content }
    }

    /// Takes the value of `name` out, if this is a table that has it.
    pub(super) fn take(&mut self, name: &str) -> Option<Located> {
        let Content::Table(entries) = &mut self.content else { return None };
        let at = entries.iter().position(|(key, _)| key == name)?;
        Some(entries.remove(at).1)
    }

    /// The value of `name`, if this is a table that has it.
    pub(super) fn get_mut(&mut self, name: &str) -> Option<&mut Located> {
        let Content::Table(entries) = &mut self.content else { return None };
        entries.iter_mut().find(|(key, _)| key == name).map(|(_, value)| value)
    }
}

/// Parses a whole document; `source` names it in places.
pub(super) fn parse_document(source: &str, text: &str) -> Result<Located, ScenarioError> {
    let lines = Lines { source, text };
    let table = DeTable::parse(text).map_err(|error| ScenarioError::Syntax {
        place: lines.place(error.span().map_or(0, |span| span.start)),
        message: error.message().to_owned(),
    })?;
    Ok(Located { place: lines.place(0), content: lines.table(table.get_ref())? })
}

/// Parses one value as it stands after `--set key=`; `None` if it is not TOML.
pub(super) fn parse_value(key: &str, text: &str) -> Option<Located> {
    let lines = Lines { source: "", text };
    let value = DeValue::parse(text).ok()?;
    let mut located = lines.value(value.span().start, value.get_ref()).ok()?;
    put_at(&mut located, &Place::Override(key.to_owned()));
    Some(located)
}

fn put_at(located: &mut Located, place: &Place) {
    located.place = place.clone();
    match &mut located.content {
        Content::List(elements) => elements.iter_mut().for_each(|child| put_at(child, place)),
        Content::Table(entries) => entries.iter_mut().for_each(|(_, child)| put_at(child, place)),
        _ => {}
    }
}

struct Lines<'a> {
    source: &'a str,
    text: &'a str,
}

impl Lines<'_> {
    fn place(&self, offset: usize) -> Place {
        let before = &self.text.as_bytes()[..offset.min(self.text.len())];
        let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
        Place::Line(self.source.to_owned(), line)
    }

    fn table(&self, table: &DeTable<'_>) -> Result<Content, ScenarioError> {
        let mut entries = Vec::with_capacity(table.len());
        for (name, value) in table {
            entries.push((name.span().start, name, value));
        }
        entries.sort_by_key(|(offset, ..)| *offset);
        let entry = |(offset, name, value): (usize, &toml::Spanned<_>, &toml::Spanned<_>)| {
            let name: &std::borrow::Cow<'_, str> = name.get_ref();
            Ok((name.to_string(), self.value(offset, value.get_ref())?))
        };
        entries.into_iter().map(entry).collect::<Result<_, _>>().map(Content::Table)
    }

    fn value(&self, offset: usize, value: &DeValue<'_>) -> Result<Located, ScenarioError> {
        let place = self.place(offset);
        let content = match value {
            DeValue::String(text) => Content::Text(text.to_string()),
            DeValue::Boolean(value) => Content::Boolean(*value),
            DeValue::Datetime(value) => Content::Datetime(value.to_string()),
            DeValue::Integer(value) => match i128::from_str_radix(value.as_str(), value.radix()) {
                Ok(value) => Content::Integer(value),
                Err(_) => return Err(too_large(place, value.as_str())),
            },
            DeValue::Float(value) => match value.as_str().parse() {
                Ok(value) => Content::Float(value),
                Err(_) => return Err(too_large(place, value.as_str())),
            },
            DeValue::Array(elements) => {
                let element = |child: &toml::Spanned<_>| self.value(child.span().start, child.get_ref());
                Content::List(elements.iter().map(element).collect::<Result<_, _>>()?)
            }
            DeValue::Table(table) => self.table(table)?,
        };
        Ok(Located { place, content })
    }
}

fn too_large(place: Place, digits: &str) -> ScenarioError {
    ScenarioError::Syntax { place, message: format!("the number {digits} has too many digits") }
}
