//! Expressions (`{{ … }}`, `{% … %}`) in the texts of the shared review, rendered with minijinja for each district.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use minijinja::{Environment, UndefinedBehavior, Value};

use super::expression_limits::{Excess, excess};
use crate::diagnostic::Message;

/// Maximum number of minijinja instructions per text: thousands of times what a sentence needs, and still milliseconds.
const FUEL: u64 = 50_000;

/// Maximum number of instructions for all texts of a district: a thousand texts that take all they may, some seconds.
const MAX_FUEL: u64 = 1000 * FUEL;

/// Renders texts. All values are strings, so that digits are printed as they are written in the table.
pub(super) struct Expressions {
    environment: Environment<'static>,
}

/// Why a text can't be rendered.
pub(super) struct RenderError {
    pub message: Message,
    /// The bytes of the text that it is about.
    pub range: Option<Range<usize>>,
    /// Whether the expression is wrong for every district, not only for this one's values.
    pub common: bool,
    pub hint: Option<Message>,
}

impl Expressions {
    pub fn new() -> Self {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_fuel(Some(FUEL));
        environment.set_recursion_limit(50);
        // It would let a loop collect lists in lists, which print exponentially many items.
        environment.remove_global("namespace");
        // The result is plain text, not HTML.
        environment.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
        Self { environment }
    }

    /// Renders a text; `None` if it has no expressions. An empty value counts as undefined, so that a missing figure is
    /// an error instead of a printed 同比增长%.
    pub fn render(&self, text: &str, values: &Context) -> Option<Result<String, RenderError>> {
        if !["{{", "{%", "{#"].iter().any(|mark| text.contains(mark)) {
            return None;
        }
        if let Some(Excess { message, range, hint }) = excess(text) {
            return Some(Err(RenderError { message, range: Some(range), common: true, hint: Some(hint) }));
        }
        if values.spent.get() > MAX_FUEL {
            // Reported once, at the text that exceeded it.
            return None;
        }
        let rendered = self.environment.template_from_str(text).and_then(|text| text.render_captured(&values.known));
        let spent = match &rendered {
            Ok(rendered) => rendered.state().fuel_levels().map_or(0, |(spent, _)| spent),
            Err(_) => FUEL,
        };
        values.spent.set(values.spent.get().saturating_add(spent));
        if values.spent.get() > MAX_FUEL {
            return Some(Err(exhausted()));
        }
        Some(rendered.map(|rendered| rendered.into_output()).map_err(|error| self.explain(text, values, &error)))
    }

    fn explain(&self, text: &str, values: &Context, error: &minijinja::Error) -> RenderError {
        use minijinja::ErrorKind;
        if error.kind() == ErrorKind::UndefinedError
            && let Some(found) = self.undefined(text, values, error.range())
        {
            return found;
        }
        let said = error.detail().map_or_else(|| error.kind().to_string(), str::to_owned);
        let message = match error.kind() {
            ErrorKind::OutOfFuel => Message::new("这段表达式算不完", "this expression takes too long"),
            ErrorKind::SyntaxError => {
                Message::new(format!("表达式写法有误。原文：{said}"), format!("invalid expression: {said}"))
            }
            ErrorKind::UndefinedError => Message::new(
                format!("表达式取不到值：表里没有这一列，或这一格是空的。原文：{said}"),
                format!("undefined value: the table has no such column, or the cell is empty: {said}"),
            ),
            _ => Message::new(format!("表达式算不出结果。原文：{said}"), format!("the expression fails: {said}")),
        };
        let broken = error.kind() == ErrorKind::SyntaxError;
        let hint = if broken { values.quoted(text) } else { None };
        RenderError { message, range: error.range(), common: broken, hint }
    }

    /// The error for a name without a value; `None` if all names have one. minijinja's own `range` may cover a filter
    /// behind the name, so the name is searched before the end of the range.
    fn undefined(&self, text: &str, values: &Context, range: Option<Range<usize>>) -> Option<RenderError> {
        let template = self.environment.template_from_str(text).ok()?;
        let own: BTreeSet<&str> = self.environment.globals().map(|(name, _)| name).collect();
        let until = range.map_or(text.len(), |range| range.end);
        let (at, name) = template
            .undeclared_variables(false)
            .into_iter()
            .filter(|name| !values.names.contains(name) && !own.contains(name.as_str()))
            .filter_map(|name| Some((text.get(..until)?.rfind(&name)?, name)))
            .max()?;
        let range = Some(at..at + name.len());
        if values.empty.contains(&name) {
            let message = Message::new(format!("`{name}` 是空的"), format!("`{name}` is empty"));
            let hint = Message::new(
                format!("填上这一格；或写 `{{% if {name} is defined %}}…{{% endif %}}`，空着就不印"),
                format!(
                    "fill in the cell, or write {{% if {name} is defined %}}…{{% endif %}} to print nothing if empty"
                ),
            );
            return Some(RenderError { message, range, common: false, hint: Some(hint) });
        }
        let message = Message::new(
            format!("`{name}` 没有取值：表里没有这一列"),
            format!("`{name}` is undefined: the table has no such column"),
        );
        let all = values.names.iter().chain(&values.empty).map(String::as_str);
        let hint = crate::description::nearest(&name, all).map(crate::description::did_you_mean);
        Some(RenderError { message, range, common: true, hint })
    }
}

impl Context {
    /// A hint for a syntax error caused by a column whose name isn't an identifier, such as `{{ 总产值（亿元） }}`.
    fn quoted(&self, text: &str) -> Option<Message> {
        let mut bare = text.split("{{").skip(1).filter_map(|rest| Some(rest.split_once("}}")?.0.trim()));
        let name = bare.find(|name| self.names.contains(*name) || self.empty.contains(*name))?;
        let form = format!("`{{{{ row['{name}'] }}}}`");
        Some(Message::new(
            format!("列名里有括号、斜杠或空格时，写 {form}"),
            format!("a name with brackets, slashes or spaces is written {form}"),
        ))
    }
}

/// The values of a district, as expressions see them.
pub(super) struct Context {
    known: Value,
    names: BTreeSet<String>,
    /// Columns whose cell is empty.
    empty: BTreeSet<String>,
    /// Instructions that its texts have taken.
    spent: Cell<u64>,
}

/// Each column is a variable, and all of them are also in `row`, for names that aren't identifiers.
pub(super) fn context(values: &BTreeMap<String, String>) -> Context {
    let (empty, full): (Vec<_>, Vec<_>) = values.iter().partition(|(_, text)| text.is_empty());
    let row: BTreeMap<&str, Value> =
        full.iter().map(|(name, text)| (name.as_str(), Value::from(text.as_str()))).collect();
    let mut all = row.clone();
    all.insert("row", Value::from(row));
    Context {
        names: all.keys().map(|name| (*name).to_owned()).collect(),
        known: Value::from(all),
        empty: empty.into_iter().map(|(name, _)| name.clone()).collect(),
        spent: Cell::new(0),
    }
}

/// The error for the text at which a district's expressions have taken too long together.
fn exhausted() -> RenderError {
    let message = Message::new(
        "算到这里，一个地区的表达式合起来太费时间，后面的不算了",
        "the expressions of one district take too long together; those behind this one aren't evaluated",
    );
    RenderError { message, range: None, common: true, hint: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rendered(text: &str) -> Result<String, String> {
        let values = BTreeMap::from([
            ("output".to_owned(), "1345.50".to_owned()),
            ("总产值（亿元）".into(), "12".into()),
            ("rate".into(), String::new()),
        ]);
        Expressions::new().render(text, &context(&values)).expect("an expression").map_err(|error| error.message.en)
    }

    #[test]
    fn digits_stay_as_written() {
        assert_eq!(rendered("完成{{ output }}亿元").as_deref(), Ok("完成1345.50亿元"));
        assert_eq!(rendered("{{ row['总产值（亿元）'] }}").as_deref(), Ok("12"));
        let values = BTreeMap::from([("总产值（亿元）".to_owned(), "12".to_owned())]);
        let error = Expressions::new().render("{{ 总产值（亿元） }}", &context(&values)).unwrap().err().unwrap();
        assert!(error.hint.unwrap().zh.contains("{{ row['总产值（亿元）'] }}"));
    }

    /// Whatever the limits let through must not overflow the stack of an ordinary thread.
    #[test]
    fn the_deepest_expressions_fit_the_stack_of_a_thread() {
        let deep = |open: &str, link: &str, close: &str| {
            let count = 380 / link.split_inclusive([' ', '.', '|', '+', '~', '[', '(', ':']).count().max(1);
            format!("{open}{}{close}", link.repeat(count))
        };
        let mut texts = vec![
            deep("{{ ", "not ", "output }}"),
            deep("{{ ", "-", "1 }}"),
            deep("{{ row", ".b", " }}"),
            deep("{{ output", "|trim", " }}"),
            deep("{{ 1", "+1", " }}"),
            deep("{{ output", "~1", " }}"),
            deep("{{ ", "(", " }}"),
            deep("{{ ", "[", " }}"),
            deep("{{ output", "[0]", " }}"),
            deep("{{ 1", " if 1 else 1", " }}"),
        ];
        let last = texts[0].clone();
        texts.push(format!("{}{last}{}", "{% if 1 %}".repeat(128), "{% endif %}".repeat(128)));
        texts.push(format!("{}{last}{}", "{% for a in [1] %}".repeat(128), "{% endfor %}".repeat(128)));
        texts.push(format!("{{% if 0 %}}{}{last}{{% endif %}}", "{% elif 0 %}".repeat(127)));
        for text in texts {
            let stack = std::thread::Builder::new().stack_size(2 << 20);
            let rendered = stack.spawn(move || rendered(&text).is_ok()).expect("a thread").join();
            assert!(rendered.is_ok());
        }
        let error = rendered(&format!("{{{{ {}1 }}}}", "not ".repeat(1 << 20))).unwrap_err();
        assert!(error.contains("too long"), "{error}");
    }

    #[test]
    fn the_texts_of_a_district_share_a_budget() {
        let (expressions, context) = (Expressions::new(), context(&BTreeMap::new()));
        let errors = (0..3000).filter_map(|_| {
            let rendered = expressions.render("{% for k in range(9999) %}{{ k }}{% endfor %}{{ nope }}", &context)?;
            rendered.err().map(|error| error.message.en)
        });
        let errors: Vec<String> = errors.collect();
        assert!(errors.len() < 1100, "{}", errors.len());
        assert!(errors.last().is_some_and(|last| last.contains("take too long together")), "{:?}", errors.last());
    }

    /// Memory that one text may take is bounded by its fuel, whatever it multiplies.
    #[test]
    fn no_expression_grows_without_bound() {
        let lists = "{% set a = [1] %}".to_owned() + &"{% set a = [a, a] %}".repeat(40);
        for grows in [
            format!("{lists}{{{{ a }}}}"),
            format!("{lists}{{{{ a ~ '' }}}}"),
            format!("{lists}{{{{ a|trim|length }}}}"),
            "{{ ((range(9999)|list) * 9999) ~ 'x' }}".into(),
            "{% set ns = namespace(a=[1]) %}{% for k in range(60) %}{% set ns.a = [ns.a, ns.a] %}{% endfor %}".into(),
            "{{ row * 99999999 }}".into(),
            "{% for a in row|items %}{{ (a * 99999999) ~ '' }}{% endfor %}".into(),
            "{{ 'x' * 100000000 }}".into(),
            "{{ ('x' * 1000) * 1000 * 1000 }}".into(),
            "{{ (1, 2) * 99999999 }}".into(),
            "{{ range(99999999)|join(',') }}".into(),
            "{{ output|replace('', 'x' * 9999)|replace('x', 'x' * 9999) }}".into(),
            "{{ 'x'|indent(99999999) }}".into(),
            "{{ '%99999999d'|format(1) }}".into(),
            "{{ 2 ** 9999999 }}".into(),
        ] {
            assert!(rendered(&grows).is_err(), "{grows}");
        }
    }

    #[test]
    fn undefined_names_and_endless_work_are_errors() {
        assert!(rendered("{{ outptu }}").unwrap_err().contains("`outptu`"));
        assert!(rendered("{{ outptu|float }}").unwrap_err().contains("`outptu`"));
        assert!(rendered("{% for k in range(2) %}{{ nothing }}{% endfor %}").unwrap_err().contains("`nothing`"));
        assert!(rendered("{% if rate is defined %}a{% endif %}{{ nothing }}").unwrap_err().contains("`nothing`"));
        assert!(rendered("{{ row.outptu }}").is_err());
        assert_eq!(rendered("{{ rate }}%").unwrap_err(), "`rate` is empty");
        assert_eq!(rendered("{% if rate is defined %}{{ rate }}%{% endif %}").as_deref(), Ok(""));
        assert!(rendered("{% for a in range(9999999) %}x{% endfor %}").is_err());
        assert!(rendered("{{ 'x' * 999999999 }}").is_err());
        assert!(rendered("{% include 'x' %}").is_err());
    }
}
