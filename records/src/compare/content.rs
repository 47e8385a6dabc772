//! The content of an event as it stands in table `events`, read back as a tree, and compared field by field.
//!
//! The text is Rust's pretty `Debug`: `field: Name {` or `Name(` or `[` opens a group, its closing bracket stands on a line of its
//! own, everything else is a value on one line.

/// Fields whose value is one of several things: its name is part of the path.
const CHOICES: [&str; 2] = ["message", "transaction"];

/// A field with its value on each side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldDifference {
    /// Path, as `Deliver.message.Submit.spec.tasks[3].work`.
    pub path: String,
    /// Both values; `None` where there is none.
    pub values: [Option<String>; 2],
}

#[derive(Debug, PartialEq)]
struct Field {
    /// Name of the field; empty in lists and tuples.
    label: String,
    value: Value,
}

#[derive(Debug, PartialEq)]
enum Value {
    Plain(String),
    Group { name: String, bracket: char, fields: Vec<Field> },
}

/// All fields that differ between the contents of two events, in order.
#[must_use]
pub fn content_differences(contents: [&str; 2]) -> Vec<FieldDifference> {
    let mut found = Vec::new();
    let [one, other] = contents.map(tree);
    compare("", true, &one, &other, &mut found);
    found
}

fn compare(path: &str, is_choice: bool, one: &Value, other: &Value, found: &mut Vec<FieldDifference>) {
    match (one, other) {
        (
            Value::Group { name, bracket, fields },
            Value::Group { name: other_name, bracket: other_bracket, fields: other_fields },
        ) if name == other_name && bracket == other_bracket => {
            let inner = if is_choice { join(path, name) } else { path.to_owned() };
            // A pair of brackets around one value says nothing of its own.
            let is_wrapper = *bracket == '(' && fields.len() == 1 && other_fields.len() == 1;
            for place in 0..fields.len().max(other_fields.len()) {
                let pair = [fields.get(place), other_fields.get(place)];
                let label = pair.iter().flatten().next().map_or("", |field| field.label.as_str());
                let below = match bracket {
                    '[' => format!("{inner}[{place}]"),
                    _ if is_wrapper => inner.clone(),
                    _ if label.is_empty() => join(&inner, &place.to_string()),
                    _ => join(&inner, label),
                };
                match pair {
                    [Some(one), Some(other)] => {
                        compare(&below, CHOICES.contains(&label), &one.value, &other.value, found);
                    }
                    pair => {
                        let values = pair.map(|field| field.map(|field| summary(&field.value)));
                        found.push(FieldDifference { path: below, values });
                    }
                }
            }
        }
        (one, other) if one == other => {}
        (one, other) => {
            found.push(FieldDifference { path: path.to_owned(), values: [one, other].map(|value| Some(summary(value))) })
        }
    }
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

/// A value in a line.
fn summary(value: &Value) -> String {
    match value {
        Value::Plain(text) => text.clone(),
        Value::Group { name, bracket: '(', fields } if fields.len() == 1 => match &fields[0].value {
            Value::Plain(text) => format!("{name}({text})"),
            Value::Group { .. } => format!("{name}(…)"),
        },
        Value::Group { name, bracket, fields } => match bracket {
            '{' => format!("{name} {{…}}"),
            '[' => format!("{name}[{} of them]", fields.len()),
            _ => format!("{name}(…)"),
        },
    }
}

fn tree(content: &str) -> Value {
    let mut open = vec![("".to_owned(), String::new(), '(', Vec::<Field>::new())];
    for line in content.lines() {
        let line = line.trim();
        let line = line.strip_suffix(',').unwrap_or(line);
        if matches!(line, "}" | ")" | "]") {
            if open.len() > 1
                && let Some((label, name, bracket, fields)) = open.pop()
                && let Some(parent) = open.last_mut()
            {
                parent.3.push(Field { label, value: Value::Group { name, bracket, fields } });
            }
            continue;
        }
        let (label, rest) = match line.split_once(": ") {
            Some((label, rest)) if is_name(label) => (label, rest),
            _ => ("", line),
        };
        match rest.chars().next_back() {
            Some(bracket @ ('{' | '(' | '[')) if is_name_or_empty(rest[..rest.len() - 1].trim_end()) => {
                open.push((label.to_owned(), rest[..rest.len() - 1].trim_end().to_owned(), bracket, Vec::new()));
            }
            _ => {
                if let Some(parent) = open.last_mut() {
                    parent.3.push(Field { label: label.to_owned(), value: Value::Plain(rest.to_owned()) });
                }
            }
        }
    }
    let mut fields = open.swap_remove(0).3;
    match fields.len() {
        1 => fields.remove(0).value,
        _ => Value::Group { name: String::new(), bracket: '(', fields },
    }
}

fn is_name_or_empty(text: &str) -> bool {
    text.is_empty() || is_name(text)
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::job::{JobSpec, Stage, TaskSpec};
    use engine::units::MilliGflop;
    use engine::wire::{Message, PublicKey, Submission, TransactionError};
    use engine::{Amount, JobId, NodeId, TaskId};

    fn submission(works: [u64; 4]) -> Message {
        let task = TaskSpec {
            stage: Stage::Map,
            work: MilliGflop(works[0]),
            input_bytes: 100,
            output_bytes: 6,
            memory_mib: 1,
            gpu_memory_mib: 2,
            checkpoint_every: engine::Span::ZERO,
            checkpoint_bytes: 0,
            replica: engine::job::Replica::ONE,
            privacy: engine::job::Privacy::Open,
            near_bytes: 0,
        };
        let mut spec = JobSpec::map_reduce(3, task, 2, MilliGflop(4));
        for (task, work) in spec.tasks.iter_mut().zip(works) {
            task.work = MilliGflop(work);
        }
        let job = JobId { requester: NodeId(7), number: 1 };
        Message::Submit(Box::new(Submission { job, spec, budget: Amount(12) }))
    }

    #[derive(Debug)]
    #[expect(dead_code, reason = "read by Debug")]
    struct Deliver {
        message: Message,
        sender: NodeId,
    }

    fn told(one: Message, other: Message) -> Vec<String> {
        let contents = [one, other].map(|message| format!("{:#?}", Deliver { message, sender: NodeId(1) }));
        let tell = |difference: FieldDifference| {
            let [one, other] = difference.values.map(|value| value.unwrap_or_else(|| "-".to_owned()));
            format!("{}: {one} {other}", difference.path)
        };
        content_differences([&contents[0], &contents[1]]).into_iter().map(tell).collect()
    }

    #[test]
    fn a_field_is_named_by_its_path() {
        assert_eq!(told(submission([1, 2, 3, 4]), submission([1, 2, 3, 9])), ["Deliver.message.Submit.spec.tasks[3].work: 4 9"]);
        assert_eq!(told(submission([1; 4]), submission([1; 4])), [""; 0]);
        let receipt = |number, outcome| Message::Receipt { number, outcome };
        assert_eq!(
            told(receipt(1, Ok(())), receipt(2, Err(TransactionError::Epoch))),
            ["Deliver.message.Receipt.number: 1 2", "Deliver.message.Receipt.outcome: Ok(()) Err(Epoch)"]
        );
    }

    #[test]
    fn another_message_is_named_as_such() {
        let task = TaskId { job: JobId { requester: NodeId(7), number: 1 }, task: 0, attempt: 0 };
        assert_eq!(told(Message::Accept { task }, Message::Located), ["Deliver.message: Accept {…} Located"]);
        assert_eq!(told(Message::Accept { task }, submission([1; 4])), ["Deliver.message: Accept {…} Submit(…)"]);
        let other = TaskId { attempt: 3, ..task };
        assert_eq!(
            told(Message::Done { task, result: result(1) }, Message::Done { task: other, result: result(2) }),
            ["Deliver.message.Done.task.attempt: 0 3", "Deliver.message.Done.result.output_bytes: 1 2"]
        );
    }

    fn result(output_bytes: u64) -> engine::wire::WorkResult {
        engine::wire::WorkResult { output: engine::wire::Digest::NONE, output_bytes }
    }

    #[test]
    fn lists_of_other_lengths_and_keys_are_compared_place_by_place() {
        let task = |attempt| TaskId { job: JobId::default(), task: 0, attempt };
        let welcome = |tasks| Message::Welcome { incarnation: 0, tasks };
        assert_eq!(
            told(welcome(vec![task(1)]), welcome(vec![task(1), task(2)])),
            ["Deliver.message.Welcome.tasks[1]: - TaskId {…}"]
        );
        assert_eq!(told(welcome(vec![]), welcome(vec![task(2)])), ["Deliver.message.Welcome.tasks: [] [1 of them]"]);
        let key = |byte| {
            let mut key = [0; 32];
            key[5] = byte;
            Message::Locate { key: PublicKey(key) }
        };
        assert_eq!(told(key(1), key(2)), ["Deliver.message.Locate.key[5]: 1 2"]);
    }

    #[test]
    fn what_is_no_such_text_is_compared_whole() {
        assert_eq!(content_differences(["", ""]), []);
        assert_eq!(content_differences(["a: {", "b)"]).len(), 1);
        assert_eq!(content_differences(["}\n)", "x"]).len(), 1);
    }
}
