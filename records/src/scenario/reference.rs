//! The scenario reference, written from the schema.

use std::fmt::Write;

use serde_json::Value;

use super::error::Place;
use super::find::find_node;
use super::overrides::resolve;
use super::schema::{self, Node, Shape, join};
use super::sweep::sweep_node;
use crate::observe::{METRICS, Metric, market, mechanism};

/// Every key of a scenario file as Markdown: per section a table of key, type, default, range or allowed values, and
/// description.
#[must_use]
pub fn reference_markdown() -> String {
    let mut text = String::from(
        "# Scenario reference\n\nGenerated from the code. A scenario is a TOML file; every key has a default and may be \
         left out. `--set key=value` on the command line sets a dotted key; a list's elements have numbers, as in \
         `workload.jobs.0.tasks`.\n",
    );
    let Shape::Table(keys) = schema::root().shape() else { return text };
    let is_section = |node: &Node<'_>| matches!(node.shape(), Shape::Table(_));
    let (sections, top): (Vec<_>, Vec<_>) = keys.into_iter().partition(|(_, node)| is_section(node));
    write_table(&mut text, "Top level", "Keys before any section.", "", (&top, &[]));
    for (name, node) in sections {
        write_section(&mut text, &format!("`[{name}]`"), &node.description(), name, node);
    }
    for (name, node) in [("sweep", sweep_node()), ("find", find_node())] {
        if let Some(node) = node {
            write_section(&mut text, &format!("`[{name}]`"), &node.description(), name, node);
        }
    }
    write_metrics(&mut text);
    text
}

/// The words that a dotted key of a scenario may be set to, such as the policies of `schedule.policy`, in the order of the reference.
/// Empty for a key that holds no word, or that there is not.
#[must_use]
pub fn words_of(key: &str) -> Vec<&'static str> {
    let keys: Vec<&str> = key.split('.').collect();
    match resolve(schema::root(), key, &keys, &Place::Default).map(Node::shape) {
        Ok(Shape::Choice(words)) => words.into_iter().map(|(word, _)| word).collect(),
        _ => Vec::new(),
    }
}

fn write_metrics(text: &mut String) {
    text.push_str("\n## Metrics\n\nWhat `xpand sweep` and `xpand find` measure of each run, and what `sweep.stop.metric` and `find.metric` may name.\n\n");
    metric_table(text, METRICS);
    text.push_str("\n## Metrics of runs by epochs\n\nThe same of runs with `fidelity = \"epoch\"`.\n\n");
    metric_table(text, market::METRICS);
    text.push_str("\n## Metrics of mechanisms\n\nThe same of runs with `fidelity = \"mechanism\"`.\n\n");
    metric_table(text, mechanism::METRICS);
}

fn metric_table(text: &mut String, metrics: &[Metric]) {
    text.push_str("| metric | meaning |\n|---|---|\n");
    for metric in metrics {
        let _ = writeln!(text, "| {} | {} |", metric.name, metric.meaning);
    }
}

fn write_section(text: &mut String, title: &str, description: &str, key: &str, node: Node<'_>) {
    let Shape::Table(children) = node.shape() else { return };
    let (tables, keys): (Vec<_>, Vec<_>) = children.iter().partition(|(_, node)| matches!(node.shape(), Shape::Table(_)));
    let required: Vec<&str> = node.required().collect();
    write_table(text, title, description, key, (&keys, &required));
    for (name, child) in tables {
        let key = join(key, name);
        write_section(text, &format!("`[{key}]`"), &child.description(), &key, child);
    }
    for (name, child) in keys {
        if let Shape::List(element) = child.shape()
            && matches!(element.shape(), Shape::Table(_))
        {
            let key = join(key, name);
            write_section(text, &format!("`[[{key}]]`"), &element.description(), &key, element);
        }
    }
}

fn write_table(text: &mut String, title: &str, description: &str, key: &str, (rows, required): (&[(&str, Node<'_>)], &[&str])) {
    // Writing to a String cannot fail.
    let _ = write!(text, "\n## {title}\n\n{description}\n\n");
    text.push_str("| key | type | default | range or values | description |\n|---|---|---|---|---|\n");
    for (name, node) in rows {
        let shape = node.shape();
        let cells = [
            format!("`{}`", join(key, name)),
            type_name(&shape),
            if required.contains(name) { "required".to_owned() } else { default_text(node.default_value(), &shape) },
            allowed(&shape),
            described(*node, &shape),
        ];
        let cells = cells.map(|cell| cell.replace('|', "\\|"));
        let _ = writeln!(text, "| {} |", cells.join(" | "));
    }
}

fn type_name(shape: &Shape<'_>) -> String {
    let bare = |shape: &Shape<'_>| shape.name().trim_start_matches("an ").trim_start_matches("a ").to_owned();
    match shape {
        Shape::List(element) => format!("list of {}s", bare(&element.shape())),
        shape => bare(shape),
    }
}

fn default_text(value: &Value, shape: &Shape<'_>) -> String {
    match value {
        Value::Array(elements) if elements.iter().any(Value::is_object) => {
            let names: Vec<&str> = elements.iter().filter_map(|e| e["name"].as_str()).collect();
            format!("{} entries: {}", elements.len(), names.join(", "))
        }
        Value::Null if matches!(shape, Shape::Text) => "`\"\"`".to_owned(), // left out of a stored scenario when empty
        Value::Null => "none".to_owned(),
        value => format!("`{value}`"),
    }
}

fn allowed(shape: &Shape<'_>) -> String {
    match shape {
        Shape::Choice(choices) => {
            let words: Vec<String> = choices.iter().map(|(word, _)| format!("`{word}`")).collect();
            words.join(", ")
        }
        Shape::List(element) => match element.shape() {
            Shape::Table(_) => String::new(),
            shape => shape.range().map(|range| format!("each {range}")).unwrap_or_default(),
        },
        shape => shape.range().unwrap_or_default(),
    }
}

/// The description, and for a choice what each word means.
fn described(node: Node<'_>, shape: &Shape<'_>) -> String {
    let mut text = node.description();
    if let Shape::Choice(choices) = shape {
        for (word, meaning) in choices {
            let meaning = meaning.split_whitespace().collect::<Vec<_>>().join(" ");
            let _ = write!(text, "<br>`{word}`: {meaning}");
        }
    }
    text
}
