//! How a value is corrected, by the kind of its field.

use crate::description::{Form, Kind, Role, field};

/// What a value is taken as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// Natural language, to which the rules of punctuation apply.
    Words(Form),
    /// A number that keeps its digits.
    Number,
    /// A count or a year.
    Whole,
    Date,
    /// `true` or `false`, or a word for it.
    Flag,
    /// A code, address, file name or word from a list, or the value of an unknown key: never changed.
    Kept,
}

/// What the value at a path without indices, such as `section.indicator.label`, is taken as. The items of an array have
/// the path of the array.
pub(super) fn reading(path: &[String]) -> Reading {
    field(path).map_or(Reading::Kept, |field| of(field.kind))
}

fn of(kind: &Kind) -> Reading {
    match kind {
        Kind::Text(Role::Printed | Role::Spoken | Role::Metadata, form) => Reading::Words(*form),
        Kind::Number => Reading::Number,
        Kind::Whole => Reading::Whole,
        Kind::Date => Reading::Date,
        Kind::Flag => Reading::Flag,
        Kind::Array(item) => of(item),
        _ => Reading::Kept,
    }
}

impl Reading {
    pub(super) fn is_figure(self) -> bool {
        matches!(self, Self::Number | Self::Whole)
    }
}

/// Whether a field is an array; a string in its place may be several items.
pub(super) fn is_array(path: &[String]) -> bool {
    field(path).is_some_and(|field| matches!(field.kind, Kind::Array(_)))
}

#[cfg(test)]
mod tests {
    use super::{Reading, reading};
    use crate::description::{Form, is_repeated};

    #[test]
    fn tables_of_a_batch_are_single_and_districts_several() {
        assert_eq!(is_repeated(&["batch"]), Some(false));
        assert_eq!(is_repeated(&["district"]), Some(true));
        assert_eq!(is_repeated(&["examples"]), None);
    }

    #[test]
    fn titles_and_numbers_are_known() {
        let of = |path: &str| reading(&path.split('.').map(str::to_owned).collect::<Vec<_>>());
        assert_eq!(of("section.title"), Reading::Words(Form::Title));
        assert_eq!(of("section.case.title"), Reading::Words(Form::Line));
        assert_eq!(of("review.headline"), Reading::Words(Form::Slogan));
        assert_eq!(of("section.event.text"), Reading::Words(Form::Paragraph));
        assert_eq!(of("section.photo.alt"), Reading::Words(Form::Line));
        assert_eq!(of("document.keywords"), Reading::Words(Form::Line));
        assert_eq!(of("section.case.indicator.change.value"), Reading::Number);
        assert_eq!(of("section.chart.series.values"), Reading::Number);
        assert_eq!(of("section.award.count"), Reading::Whole);
        assert_eq!(of("section.event.date"), Reading::Date);
        assert_eq!(of("section.list.ordered"), Reading::Flag);
        for kept in ["section.photo.file", "section.indicator.id", "document.language", "design.theme", "batch.output"]
        {
            assert_eq!(of(kept), Reading::Kept, "{kept}");
        }
        assert_eq!(of("fields.产值"), Reading::Kept);
        assert_eq!(of("section.indicator.lable"), Reading::Words(Form::Line), "a mistyped key");
    }
}
