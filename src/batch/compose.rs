//! A district's review: the shared one with its row, its entry and its own file laid over it.

use std::collections::BTreeMap;

use super::Batch;
use super::district::{District, Own};
use super::expression::{Context, Expressions, context};
use super::fit::{Fit, fit};
use crate::asset::{Assets, Folder};
use crate::description::{ArrayRule, BatchFile, Binding, Empty, Examined, FieldPath, Tree, did_you_mean, place_within};
use crate::diagnostic::{Code, Diagnostic, Message};
use crate::source::{Source, Span};

/// The text of a district's own file, if it has one.
pub(super) fn own_file(batch: &Batch, district: &District) -> Result<Option<Source>, Vec<Diagnostic>> {
    let Some(Own { path: name, named }) = &district.over else { return Ok(None) };
    match Folder::new(&batch.folder).open(name) {
        Ok(bytes) => {
            let shown = super::plan::shown(&batch.folder, name);
            Source::decode(&shown, &bytes).map(Some).map_err(|error| error.diagnostics().to_vec())
        }
        Err(crate::asset::AssetError::Missing { .. }) if named.is_none() => Ok(None),
        Err(fault) => {
            let fault = super::plan::unreadable(name, &fault);
            Err(vec![match named {
                Some(span) => fault.at(&batch.source, *span),
                None => fault.at(&district.place.0, district.place.1),
            }])
        }
    }
}

/// Merges and reads. `base` is the shared review's tree, `over` the district's own text.
pub(super) fn compose(
    batch: &Batch,
    base: &Tree,
    expressions: &Expressions,
    district: &District,
    over: Option<&Source>,
) -> (Source, Examined) {
    let mut parts = vec![batch.base.clone()];
    let mut place = |source: &Source| {
        let at: usize = parts.iter().map(|part| part.text().len() + 1).sum();
        parts.push(source.clone());
        at
    };
    let given = district.values();
    let row_at = district.row.as_ref().map(|row| place(&row.source));
    let hand_at = given.values().any(|value| value.by_hand).then(|| place(&batch.source));
    let over_at = over.map(&mut place);
    let source = Source::joined(parts);

    let mut found = Vec::new();
    let values: BTreeMap<String, String> =
        given.iter().map(|(name, value)| ((*name).to_owned(), value.text.to_owned())).collect();
    let values = context(&values);
    let mut tree: Tree = base.clone();
    // Before expressions are resolved: a word that one gives is the author's choice for this district.
    let fixed: Vec<Option<String>> =
        bindings(&batch.file).map(|binding| fixed_direction(&batch.file, &mut tree, &binding.field)).collect();
    let mut failed = render(&mut tree, expressions, &values, &source, district, &mut found);
    let mut dropped = Vec::new();
    for (binding, fixed) in bindings(&batch.file).zip(&fixed) {
        let value = given.get(binding.column.as_str());
        let outcome = match value.filter(|value| !value.text.is_empty()) {
            Some(value) => {
                let at = if value.by_hand { hand_at } else { row_at }.unwrap_or_default();
                let Fit { text, span, direction } = fit(&mut tree, &binding.field, *value, fixed.as_deref());
                let span = Span { start: span.start + at, end: span.end + at };
                let set = tree.set(&binding.field, text, span);
                match direction {
                    Some(word) => set.and_then(|()| tree.set(&binding.field.beside("direction"), word.into(), span)),
                    None => set,
                }
            }
            None => match binding.empty {
                Empty::Keep => Ok(()),
                Empty::Drop => tree.settled(&binding.field).map(|path| dropped.push(path)),
                Empty::Error => {
                    found.push(empty(batch, district, &binding.column, binding.origin.span));
                    // What stands in its place, 0 and up, isn't to be judged too.
                    match fixed.as_ref().and(binding.field.parent()) {
                        Some(change) => tree.settled(&change).map(|path| dropped.push(path)),
                        None => Ok(()),
                    }
                }
            },
        };
        if let Err(fault) = outcome {
            let message = Message::new(
                format!("公用底稿里没有 `{}`：{} 不在那里，或不止一个", binding.field, fault.step),
                format!("the shared review has no `{}`: {} isn't there, or not just once", binding.field, fault.step),
            );
            let out = Diagnostic::error(Code::UnknownReference, message).at_field(&batch.source, &binding.origin);
            found.push(match fault.near {
                Some(near) => out.hint(did_you_mean(&near)),
                None => out,
            });
        }
    }
    // Only when all fields are filled, or an index would lead to another item.
    tree.remove(dropped);
    if let (Some(over), Some(at)) = (over, over_at) {
        let mut own = Tree::read(over).moved(at);
        failed.extend(render(&mut own, expressions, &values, &source, district, &mut found));
        let rules = |path: &str| batch.file.merge.as_ref().map_or(ArrayRule::Replace, |rules| rules.rule(path));
        for span in tree.merge(own, &rules) {
            let message =
                Message::new("这一项要去掉的，公用底稿里没有", "what this is to take away isn't in the shared review");
            found.push(Diagnostic::error(Code::UnknownReference, message).at(&source, span));
        }
    }
    let mut examined = tree.examine(&source);
    // A text whose expression failed was told; what its braces look like to other rules wasn't meant.
    examined.found.retain(|fault| {
        let place = fault.labels.first();
        !place.is_some_and(|label| {
            let inside = |span: &Span| span.start <= label.span.start && label.span.end <= span.end;
            failed.iter().any(|(part, span)| inside(span) && *part == label.source)
        })
    });
    found.append(&mut examined.found);
    examined.found = found;
    (source, examined)
}

fn bindings(file: &BatchFile) -> impl Iterator<Item = &Binding> {
    file.fields.iter().flat_map(|fields| &fields.list)
}

/// The direction of a change that the shared review has as a plain word: a sign may take its place. Not if a column
/// fills it.
pub(super) fn fixed_direction(file: &BatchFile, tree: &mut Tree<'_>, field: &FieldPath) -> Option<String> {
    if (field.owner(), field.key()) != (Some("change"), Some("value")) {
        return None;
    }
    let direction = field.beside("direction");
    let word = tree.beside(field, "direction").filter(|word| !word.contains("{{") && !word.contains("{%"))?;
    bindings(file).all(|binding| binding.field != direction).then_some(word)
}

/// Resolves the expressions in the texts of a tree, and gives the places of texts that can't be. What the table says
/// is data and isn't searched for them.
fn render(
    tree: &mut Tree,
    expressions: &Expressions,
    values: &Context,
    source: &Source,
    district: &District,
    found: &mut Vec<Diagnostic>,
) -> Vec<(Source, Span)> {
    let mut failed = Vec::new();
    tree.rewrite(&mut |text, span, path| match expressions.render(text, values)? {
        Ok(text) => Some(text),
        Err(fault) => {
            let place = fault.range.map_or(span, |range| place_within(source, span, range.start, range.end));
            let mut out = Diagnostic::error(Code::BadExpression, fault.message).at(source, place).field(path);
            out.hints.extend(fault.hint);
            let (part, span) = source.locate(span);
            failed.push((part.clone(), span));
            found.push(if fault.common {
                out
            } else {
                let note = Message::new("在这个地区", "for this district");
                out.also(&district.place.0, district.place.1, note)
            });
            None
        }
    });
    failed
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
        "fill the cell, or write { field = \"…\", empty = \"keep\" } in [fields] for the shared value, \"drop\" for none",
    );
    let note = Message::new("它填在这里", "it fills this");
    Diagnostic::error(Code::Empty, message).at(source, span).also(&batch.source, binding, note).hint(hint)
}
