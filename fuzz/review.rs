//! Descriptions changed by their structure, so that most of them still are descriptions.

use std::collections::BTreeMap;
use std::fmt::Write;

use toml::Value;

use crate::damage::HOSTILE;
use crate::random::Random;

/// Descriptions to start from, and the values that each of their keys has somewhere.
pub struct Seeds {
    reviews: Vec<toml::Table>,
    values: BTreeMap<String, Vec<Value>>,
}

impl Seeds {
    pub fn new(texts: impl IntoIterator<Item = String>) -> Self {
        let reviews: Vec<toml::Table> = texts.into_iter().filter_map(|text| toml::from_str(&text).ok()).collect();
        let mut values = BTreeMap::new();
        for review in &reviews {
            collect(&Value::Table(review.clone()), "", &mut values);
        }
        Self { reviews, values }
    }

    /// A description with some changes.
    pub fn review(&self, random: &mut Random) -> String {
        let mut review = Value::Table(random.choose(&self.reviews).clone());
        for _ in 0..=random.below(5) {
            self.change(random, &mut review);
        }
        let mut out = String::new();
        if let Value::Table(table) = &review {
            write_document(&mut out, table);
        }
        out
    }

    /// Changes one place: nine times of ten to something that this key has elsewhere.
    fn change(&self, random: &mut Random, value: &mut Value) {
        let count = places(value);
        let mut at = random.below(count);
        let hostile = random.one_in(10);
        visit(value, "", &mut at, &mut |key, value| match value {
            Value::Array(items) => change_array(random, items, key, self.values.get(key)),
            Value::Table(table) if hostile => {
                let names: Vec<String> = table.keys().cloned().collect();
                if let Some(name) = names.get(random.below(names.len())) {
                    table.remove(name);
                }
            }
            Value::Table(table) => {
                // A key of another table of this name, with its value.
                let others = self.values.get(key).map_or(&[][..], Vec::as_slice);
                if let Some(Value::Table(other)) = others.get(random.below(others.len()))
                    && let Some((name, value)) = other.iter().nth(random.below(other.len()))
                {
                    table.insert(name.clone(), value.clone());
                }
            }
            scalar if hostile => *scalar = hostile_value(random, scalar),
            scalar => {
                if let Some(known) = self.values.get(key) {
                    *scalar = random.choose(known).clone();
                }
            }
        });
    }
}

fn change_array(random: &mut Random, items: &mut Vec<Value>, key: &str, known: Option<&Vec<Value>>) {
    let at = random.below(items.len());
    match random.below(6) {
        0 if items.len() > 1 => drop(items.remove(at)),
        1 if items.len() > 1 => {
            let other = random.below(items.len());
            items.swap(at, other);
        }
        2 if !items.is_empty() => {
            let times = *random.choose(&[1, 2, 5, 12, 60]);
            let item = items[at].clone();
            items.splice(at..at, std::iter::repeat_n(item, times));
        }
        3 if random.one_in(60) && !items.is_empty() => {
            let item = items[at].clone();
            // A section may have dozens of pages.
            items.extend(std::iter::repeat_n(item, if key == "section" { 60 } else { 600 }));
        }
        _ => {
            if let Some(Value::Array(others)) = known.map(|known| random.choose(known)) {
                let from = random.below(others.len());
                items.extend(others.iter().skip(from).take(1 + random.below(8)).cloned());
            }
        }
    }
}

fn hostile_value(random: &mut Random, value: &Value) -> Value {
    let text = value.as_str().unwrap_or_default();
    let hostile = *random.choose(&HOSTILE);
    match random.below(6) {
        0 => Value::String(hostile.to_owned()),
        1 => Value::String(format!("{text}{hostile}")),
        2 => Value::String(text.repeat(*random.choose(&[2, 9, 90]))),
        3 => Value::Integer(*random.choose(&[0, -1, 1, i64::MAX, i64::MIN, 20_240_111])),
        4 => Value::Float(*random.choose(&[0.0, -0.0, 1e308, 1e-308, f64::NAN, f64::INFINITY, 0.1, 1234.5])),
        _ => Value::Boolean(true),
    }
}

/// Collects the values of every key; those of arrays' items under the array's key.
fn collect(value: &Value, key: &str, values: &mut BTreeMap<String, Vec<Value>>) {
    values.entry(key.to_owned()).or_default().push(value.clone());
    match value {
        Value::Table(table) => table.iter().for_each(|(name, value)| collect(value, name, values)),
        Value::Array(items) => items.iter().for_each(|item| collect(item, &format!("{key}[]"), values)),
        _ => {}
    }
}

fn places(value: &Value) -> usize {
    1 + match value {
        Value::Table(table) => table.values().map(places).sum(),
        Value::Array(items) => items.iter().map(places).sum(),
        _ => 0,
    }
}

/// Calls `change` with the place number `at`, counted from the root, and its key.
fn visit(value: &mut Value, key: &str, at: &mut usize, change: &mut dyn FnMut(&str, &mut Value)) -> bool {
    if *at == 0 {
        change(key, value);
        return true;
    }
    *at -= 1;
    match value {
        Value::Table(table) => table.iter_mut().any(|(name, value)| visit(value, &name.clone(), at, change)),
        Value::Array(items) => {
            let key = format!("{key}[]");
            items.iter_mut().any(|item| visit(item, &key, at, change))
        }
        _ => false,
    }
}

/// Writes top-level tables under headers, everything in them inline.
fn write_document(out: &mut String, table: &toml::Table) {
    for (name, value) in table.iter().filter(|(_, value)| !is_under_header(value)) {
        write_pair(out, name, value);
    }
    for (name, value) in table {
        match value {
            Value::Table(inner) => {
                let _ = writeln!(out, "[{}]", quoted(name));
                inner.iter().for_each(|(name, value)| write_pair(out, name, value));
            }
            Value::Array(items) if is_under_header(value) => {
                for item in items.iter().filter_map(Value::as_table) {
                    let _ = writeln!(out, "[[{}]]", quoted(name));
                    item.iter().for_each(|(name, value)| write_pair(out, name, value));
                }
            }
            _ => {}
        }
    }
}

fn is_under_header(value: &Value) -> bool {
    match value {
        Value::Table(_) => true,
        Value::Array(items) => !items.is_empty() && items.iter().all(Value::is_table),
        _ => false,
    }
}

fn write_pair(out: &mut String, name: &str, value: &Value) {
    let _ = write!(out, "{} = ", quoted(name));
    write_value(out, value);
    out.push('\n');
}

fn write_value(out: &mut String, value: &Value) {
    match value {
        Value::String(text) => out.push_str(&quoted(text)),
        Value::Float(number) if number.is_nan() => out.push_str("nan"),
        Value::Float(number) if number.is_infinite() => out.push_str("inf"),
        Value::Float(number) => drop(write!(out, "{number:?}")),
        Value::Integer(number) => drop(write!(out, "{number}")),
        Value::Boolean(flag) => drop(write!(out, "{flag}")),
        Value::Datetime(date) => drop(write!(out, "{date}")),
        Value::Array(items) => {
            out.push('[');
            for item in items {
                write_value(out, item);
                out.push(',');
            }
            out.push(']');
        }
        Value::Table(table) => {
            out.push('{');
            for (k, (name, value)) in table.iter().enumerate() {
                let _ = write!(out, "{}{} = ", if k > 0 { ", " } else { "" }, quoted(name));
                write_value(out, value);
            }
            out.push('}');
        }
    }
}

/// A basic string of TOML.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => drop(write!(out, "\\u{:04X}", c as u32)),
            c => out.push(c),
        }
    }
    out + "\""
}
