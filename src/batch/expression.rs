//! `{{ … }}` in the texts of the shared review: values of a district merged in.

use std::collections::BTreeMap;

use minijinja::{Environment, UndefinedBehavior, Value};

use crate::diagnostic::Message;

/// What one text may cost: thousands of times what a sentence needs, and milliseconds at the most.
const FUEL: u64 = 50_000;

/// Renders texts. Values are texts themselves, so that digits come out as they were written.
pub(super) struct Expressions {
    environment: Environment<'static>,
}

/// Why a text can't be rendered, and which of its bytes are meant.
pub(super) struct Fault {
    pub message: Message,
    pub range: Option<std::ops::Range<usize>>,
    /// The name that nothing has, if that is the fault.
    pub unknown: bool,
}

impl Expressions {
    pub fn new() -> Self {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_fuel(Some(FUEL));
        environment.set_recursion_limit(50);
        // Nothing here is HTML.
        environment.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
        Self { environment }
    }

    /// The text with its expressions resolved; none if it has none.
    pub fn render(&self, text: &str, values: &Value) -> Option<Result<String, Fault>> {
        if !["{{", "{%", "{#"].iter().any(|mark| text.contains(mark)) {
            return None;
        }
        Some(self.environment.render_str(text, values.clone()).map_err(|fault| {
            use minijinja::ErrorKind;
            let said = fault.detail().map_or_else(|| fault.kind().to_string(), str::to_owned);
            let written = fault.range().and_then(|range| text.get(range)).unwrap_or_default();
            let message = match fault.kind() {
                ErrorKind::UndefinedError => Message::new(
                    format!("`{written}` 没有取值：表里没有这一列"),
                    format!("`{written}` has no value: the table has no such column"),
                ),
                ErrorKind::OutOfFuel => Message::new("这段表达式算不完", "this expression doesn't come to an end"),
                ErrorKind::SyntaxError => {
                    Message::new(format!("表达式写法有误（{said}）"), format!("the expression can't be read: {said}"))
                }
                _ => Message::new(format!("表达式算不出（{said}）"), format!("the expression fails: {said}")),
            };
            Fault { message, range: fault.range(), unknown: fault.kind() == ErrorKind::UndefinedError }
        }))
    }
}

/// The values of a district: each column as a name of its own, and all of them under `row`.
pub(super) fn context(values: &BTreeMap<String, String>) -> Value {
    let row: BTreeMap<&str, Value> = values.iter().map(|(name, text)| (name.as_str(), Value::from(text.as_str()))).collect();
    let mut all = row.clone();
    all.insert("row", Value::from_iter(row));
    Value::from_iter(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rendered(text: &str) -> Result<String, String> {
        let values = BTreeMap::from([("output".to_owned(), "1345.50".to_owned()), ("总产值（亿元）".into(), "12".into())]);
        Expressions::new().render(text, &context(&values)).expect("an expression").map_err(|fault| fault.message.en)
    }

    #[test]
    fn digits_stay_as_written() {
        assert_eq!(rendered("完成{{ output }}亿元").as_deref(), Ok("完成1345.50亿元"));
        assert_eq!(rendered("{{ row['总产值（亿元）'] }}").as_deref(), Ok("12"));
    }

    #[test]
    fn names_that_nothing_has_and_endless_work_are_faults() {
        assert!(rendered("{{ outptu }}").unwrap_err().contains("`outptu`"));
        assert!(rendered("{{ row.outptu }}").is_err());
        assert!(rendered("{% for a in range(9999999) %}x{% endfor %}").is_err());
        assert!(rendered("{{ 'x' * 999999999 }}").is_err());
        assert!(rendered("{% include 'x' %}").is_err());
    }
}
