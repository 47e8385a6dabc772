//! The JSON schema derived from the structs, read as a tree of the few shapes it uses.

use std::sync::OnceLock;

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::Value;

/// The schema of the whole scenario.
pub(super) fn root() -> Node<'static> {
    static ROOT: OnceLock<Value> = OnceLock::new();
    Node::root(ROOT.get_or_init(of::<super::Scenario>))
}

/// The schema of a whole file that holds a `T`; [`Node::root`] reads it.
pub(super) fn of<T: JsonSchema>() -> Value {
    let settings = SchemaSettings::draft2020_12().with(|s| s.inline_subschemas = true);
    settings.into_generator().into_root_schema_for::<T>().into()
}

/// One key's schema, and that of the whole file.
#[derive(Clone, Copy)]
pub(super) struct Node<'a> {
    own: &'a Value,
    file: &'a Value,
}

/// What a key may hold.
pub(super) enum Shape<'a> {
    /// A table with these keys, in the order of the struct.
    Table(Vec<(&'a str, Node<'a>)>),
    /// A table with any keys, each of which holds this.
    Open(Node<'a>),
    /// A list of these.
    List(Node<'a>),
    /// One of these words, each with its description.
    Choice(Vec<(&'a str, &'a str)>),
    /// Any text.
    Text,
    /// Any value: what it may be, another key says.
    Any,
    /// Yes or no.
    Boolean,
    /// A whole number, least and greatest.
    Integer(i64, i64),
    /// A number, least and greatest.
    Number(f64, f64),
}

impl Shape<'_> {
    /// The type in words, for errors and for the reference.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Table(_) | Self::Open(_) => "a table",
            Self::List(_) => "a list",
            Self::Choice(_) | Self::Text => "a string",
            Self::Any => "a value",
            Self::Boolean => "true or false",
            Self::Integer(..) => "an integer",
            Self::Number(..) => "a number",
        }
    }

    /// Least and greatest value in words, if the shape has them.
    pub(super) fn range(&self) -> Option<String> {
        match self {
            Self::Integer(least, greatest) => Some(format!("{least} to {greatest}")),
            Self::Number(least, greatest) => Some(format!("{} to {}", number(*least), number(*greatest))),
            _ => None,
        }
    }
}

impl<'a> Node<'a> {
    /// The schema of a whole file.
    pub(super) fn root(file: &'a Value) -> Self {
        Self { own: file, file }
    }

    /// The file that this key belongs to.
    pub(super) fn file(self) -> Self {
        Self::root(self.file)
    }

    /// Whether the key's text is a path, which starts at the folder of the file that sets it.
    pub(super) fn is_path(self) -> bool {
        self.own["format"] == "path"
    }

    /// Keys of this table that have no default.
    pub(super) fn required(self) -> impl Iterator<Item = &'a str> {
        self.own["required"].as_array().into_iter().flatten().filter_map(Value::as_str)
    }

    fn child(self, own: &'a Value) -> Self {
        Self { own, ..self }
    }

    pub(super) fn shape(self) -> Shape<'a> {
        if self.own.is_boolean() {
            return Shape::Any; // JSON schema's `true`
        }
        if let Some(choices) = self.choices() {
            return Shape::Choice(choices);
        }
        match self.own["type"].as_str() {
            Some("object") if self.own["additionalProperties"].is_object() => {
                Shape::Open(self.child(&self.own["additionalProperties"]))
            }
            Some("object") => Shape::Table(self.properties()),
            Some("array") => Shape::List(self.child(&self.own["items"])),
            Some("boolean") => Shape::Boolean,
            Some("integer") => {
                Shape::Integer(self.own["minimum"].as_i64().unwrap_or(i64::MIN), self.own["maximum"].as_i64().unwrap_or(i64::MAX))
            }
            Some("number") => {
                Shape::Number(self.own["minimum"].as_f64().unwrap_or(f64::MIN), self.own["maximum"].as_f64().unwrap_or(f64::MAX))
            }
            _ => Shape::Text,
        }
    }

    /// What the key means: its doc comment on one line.
    pub(super) fn description(self) -> String {
        let text = self.own["description"].as_str().unwrap_or_default();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The value a key has when nothing sets it.
    pub(super) fn default_value(self) -> &'a Value {
        &self.own["default"]
    }

    fn properties(self) -> Vec<(&'a str, Node<'a>)> {
        let properties = self.own["properties"].as_object();
        properties.into_iter().flatten().map(|(name, node)| (name.as_str(), self.child(node))).collect()
    }

    /// A documented enum is a `oneOf` of constants, one without documentation a plain `enum`.
    fn choices(self) -> Option<Vec<(&'a str, &'a str)>> {
        if let Some(words) = self.own["enum"].as_array() {
            return Some(words.iter().filter_map(|word| Some((word.as_str()?, ""))).collect());
        }
        let variants = self.own["oneOf"].as_array()?;
        let of = |variant: &'a Value| Some((variant["const"].as_str()?, variant["description"].as_str().unwrap_or_default()));
        Some(variants.iter().filter_map(of).collect())
    }
}

/// Every dotted key below `root` that is no table, lists of tables with their element's keys, in order.
pub(super) fn all_keys(root: Node<'_>) -> Vec<String> {
    fn walk(prefix: &str, node: Node<'_>, keys: &mut Vec<String>) {
        match node.shape() {
            Shape::Table(children) => {
                for (name, child) in children {
                    let key = join(prefix, name);
                    if !matches!(child.shape(), Shape::Table(_)) {
                        keys.push(key.clone());
                    }
                    walk(&key, child, keys);
                }
            }
            Shape::List(element) => walk(prefix, element, keys),
            _ => {}
        }
    }
    let mut keys = Vec::new();
    walk("", root, &mut keys);
    keys
}

/// `prefix.name`, or `name` at the top.
pub(super) fn join(prefix: &str, name: &str) -> String {
    if prefix.is_empty() { name.to_owned() } else { format!("{prefix}.{name}") }
}

/// A bound as a person writes it.
fn number(value: f64) -> String {
    let size = value.abs();
    if size != 0.0 && !(1e-4..1e9).contains(&size) { format!("{value:e}") } else { value.to_string() }
}
