//! Composes a district's review: values from its row and entry fill the shared review, then its override file is merged
//! over the result.

use std::collections::BTreeMap;

use super::district::{District, Own, Value};
use super::expression::{Context, Expressions, context};
use super::fit::{Fit, fit, fixed_direction};
use super::open::Batch;
use crate::asset::{AssetError, Purpose};
use crate::description::{ArrayRule, Binding, Empty, Examined, FieldPath, NoField, Tree, did_you_mean, place_within};
use crate::diagnostic::{Code, Diagnostic, Message};
use crate::source::{Source, Span};

/// The text of a district's override file, if it has one.
pub(super) fn own_file(batch: &Batch, district: &District) -> Result<Option<Source>, Vec<Diagnostic>> {
    let Some(Own { path: name, named }) = &district.over else { return Ok(None) };
    match batch.files.open(name) {
        Ok(bytes) => {
            let text = Source::decode(&batch.files.shown(name), &bytes);
            text.map(Some).map_err(|error| error.diagnostics().to_vec())
        }
        Err(AssetError::Missing { .. }) if named.is_none() => Ok(None),
        Err(error) => {
            let error = error.diagnostic(name, Purpose::Batch);
            Err(vec![match named {
                Some(span) => error.at(&batch.source, *span),
                None => error.at(&district.place.0, district.place.1),
            }])
        }
    }
}

/// Composes and parses. `base` is the tree of the shared review, `over` the override file.
///
/// Returns the joined source, in which all spans lie, and the parsed review.
pub(super) fn compose(
    batch: &Batch,
    base: &Tree,
    expressions: &Expressions,
    district: &District,
    over: Option<&Source>,
) -> (Source, Examined) {
    let (source, at) = joined(batch, district, over);
    let values: BTreeMap<String, String> =
        district.values().iter().map(|(name, value)| ((*name).to_owned(), value.text.to_owned())).collect();
    let mut layers = Layers {
        batch,
        district,
        source: &source,
        at,
        expressions,
        values: context(&values),
        found: Vec::new(),
        unresolved: Vec::new(),
    };
    let mut tree = base.clone();
    layers.fill(&mut tree);
    if let Some(over) = over {
        layers.overlay(&mut tree, over);
    }
    let examined = layers.examine(&tree);
    (source, examined)
}

/// Offsets of a district's texts in the joined source.
#[derive(Default)]
struct Starts {
    row: usize,
    /// The batch file, for values of its entry.
    hand: usize,
    over: usize,
}

/// Concatenates the texts of a district, so that one span identifies a place in any of them: the shared review, the
/// row, the batch file if it has values by hand, and the override file.
fn joined(batch: &Batch, district: &District, over: Option<&Source>) -> (Source, Starts) {
    let mut parts = vec![batch.base.clone()];
    let mut place = |source: &Source| {
        let at: usize = parts.iter().map(|part| part.text().len() + 1).sum();
        parts.push(source.clone());
        at
    };
    let by_hand = district.values().values().any(|value| value.by_hand);
    let at = Starts {
        row: district.row.as_ref().map(|row| place(&row.source)).unwrap_or_default(),
        hand: if by_hand { place(&batch.source) } else { 0 },
        over: over.map(place).unwrap_or_default(),
    };
    (Source::joined(parts), at)
}

/// Layers the texts of a district over each other and collects the diagnostics.
struct Layers<'a> {
    batch: &'a Batch,
    district: &'a District,
    /// The joined source, in which all spans lie.
    source: &'a Source,
    at: Starts,
    expressions: &'a Expressions,
    values: Context,
    found: Vec<Diagnostic>,
    /// Texts whose expressions failed.
    unresolved: Vec<(Source, Span)>,
}

impl<'a> Layers<'a> {
    /// Resolves the expressions of the shared review and fills its fields with the district's values.
    fn fill(&mut self, tree: &mut Tree<'a>) {
        let (batch, district) = (self.batch, self.district);
        let given = district.values();
        // Before expressions are resolved: a direction that an expression gives is chosen for this district, and a sign
        // must not replace it.
        let fixed: Vec<Option<String>> =
            batch.file.bindings().map(|binding| fixed_direction(&batch.file, tree, &binding.field)).collect();
        self.render(tree);
        let mut dropped = Vec::new();
        for (binding, fixed) in batch.file.bindings().zip(&fixed) {
            let value = given.get(binding.column.as_str()).filter(|value| !value.text.is_empty());
            let filled = match value {
                Some(value) => self.set(tree, binding, *value, fixed.as_deref()),
                None => self.leave_empty(tree, binding, fixed.is_some(), &mut dropped),
            };
            if let Err(error) = filled {
                self.found.push(no_field(batch, binding, error));
            }
        }
        // Only now: removing an item earlier would shift the indices of the fields still to be filled.
        tree.remove(dropped);
    }

    /// Fills a field with a value. `fixed`: the direction that the value's sign may replace.
    fn set(
        &self,
        tree: &mut Tree<'a>,
        binding: &Binding,
        value: Value<'a>,
        fixed: Option<&str>,
    ) -> Result<(), NoField> {
        let at = if value.by_hand { self.at.hand } else { self.at.row };
        let Fit { text, span, direction } = fit(tree, &binding.field, value, fixed);
        let span = Span { start: span.start + at, end: span.end + at };
        tree.set(&binding.field, text, span)?;
        direction.map_or(Ok(()), |word| tree.set(&binding.field.beside("direction"), word.into(), span))
    }

    /// Treats an empty cell as its binding says: keep the shared value, drop the item, or report an error.
    fn leave_empty(
        &mut self,
        tree: &mut Tree<'_>,
        binding: &Binding,
        has_direction: bool,
        dropped: &mut Vec<FieldPath>,
    ) -> Result<(), NoField> {
        match binding.empty {
            Empty::Keep => return Ok(()),
            Empty::Drop => dropped.push(tree.settled(&binding.field)?),
            Empty::Error => {
                self.found.push(empty(self.batch, self.district, &binding.column, binding.origin.span));
                // Drop the change, or its placeholder value would be reported as well (0 with `up`).
                if let Some(change) = binding.field.parent().filter(|_| has_direction) {
                    dropped.push(tree.settled(&change)?);
                }
            }
        }
        Ok(())
    }

    /// Merges the override file over the shared review.
    fn overlay(&mut self, tree: &mut Tree<'a>, over: &'a Source) {
        let mut own = Tree::read(over).moved(self.at.over);
        self.render(&mut own);
        let rules = self.batch.file.merge.as_ref();
        for span in tree.merge(own, &|path| rules.map_or(ArrayRule::Replace, |rules| rules.rule(path))) {
            let message = Message::new(
                "这一项要去掉的，公用底稿里没有",
                "the item that this removes is not in the shared review",
            );
            self.found.push(Diagnostic::error(Code::UnknownReference, message).at(self.source, span));
        }
    }

    /// Resolves the expressions in the texts of a tree. Called before values from the table are filled in: those are
    /// data, and braces in them mean nothing.
    fn render(&mut self, tree: &mut Tree<'_>) {
        let Self { district, source, expressions, values, found, unresolved, .. } = self;
        tree.rewrite(&mut |text, span, path| match expressions.render(text, values)? {
            Ok(text) => Some(text),
            Err(error) => {
                let place = error.range.map_or(span, |range| place_within(source, span, range.start, range.end));
                let mut out = Diagnostic::error(Code::BadExpression, error.message).at(source, place).field(path);
                out.hints.extend(error.hint);
                let (part, span) = source.locate(span);
                unresolved.push((part.clone(), span));
                found.push(if error.common {
                    out
                } else {
                    let note = Message::new("在这个地区", "for this district");
                    out.also(&district.place.0, district.place.1, note)
                });
                None
            }
        });
    }

    /// Parses the result. Diagnostics found while layering come before those of the parser.
    fn examine(self, tree: &Tree<'_>) -> Examined {
        let mut examined = tree.examine(self.source);
        // A failed expression is reported already; its unresolved braces must not trigger other rules.
        examined.found.retain(|error| {
            !error.labels.first().is_some_and(|label| {
                let inside = |span: &Span| span.start <= label.span.start && label.span.end <= span.end;
                self.unresolved.iter().any(|(part, span)| inside(span) && *part == label.source)
            })
        });
        examined.found.splice(0..0, self.found);
        examined
    }
}

fn no_field(batch: &Batch, binding: &Binding, error: NoField) -> Diagnostic {
    let message = Message::new(
        format!("公用底稿里没有 `{}`：{} 不在那里，或不止一个", binding.field, error.step),
        format!("the shared review has no `{}`: {} is missing or ambiguous", binding.field, error.step),
    );
    let out = Diagnostic::error(Code::UnknownReference, message).at_field(&batch.source, &binding.origin);
    match error.near {
        Some(near) => out.hint(did_you_mean(&near)),
        None => out,
    }
}

fn empty(batch: &Batch, district: &District, column: &str, binding: Span) -> Diagnostic {
    let message = Message::new(format!("`{column}` 是空的"), format!("`{column}` is empty"));
    let (source, span) = match district.value(column) {
        Some(value) if value.by_hand => (&batch.source, value.span),
        Some(value) => (&district.place.0, value.span),
        None => (&district.place.0, district.place.1),
    };
    let hint = Message::new(
        "填上这一格；或在 `[fields]` 里写 `{ field = \"…\", empty = \"keep\" }` 沿用底稿的值，\"drop\" 去掉这一项",
        "fill in the cell, or write { field = \"…\", empty = \"keep\" } in [fields] to keep the shared value, \
         \"drop\" to remove the item",
    );
    let note = Message::new("它填在这里", "it fills this field");
    Diagnostic::error(Code::Empty, message).at(source, span).also(&batch.source, binding, note).hint(hint)
}
