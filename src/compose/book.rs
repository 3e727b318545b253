//! What a template tells of a book before anything is laid out: its pieces, with their heights, and its pictures.

use serde::Deserialize;

/// A book, as a template's `plan` function describes it. All lengths are in points.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Book {
    /// Height of the type area.
    pub room: f64,
    /// What stands between two pieces.
    pub gap: Gap,
    /// Number of the first page of the first chapter.
    pub first: usize,
    /// What may stand after the last chapter.
    pub endings: Vec<Ending>,
    /// The number of pages is a multiple of this.
    pub signature: usize,
    /// How pictures may stand.
    pub pictures: Pictures,
    /// What is composed by itself: a section, or small ones that share pages.
    pub chapters: Vec<Chapter>,
}

/// What may stand after the last chapter, as a number of pages.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Ending {
    pub pages: usize,
    #[serde(default)]
    pub cost: f64,
}

/// The space between two pieces.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Gap {
    pub own: f64,
    pub most: f64,
}

/// How pictures may stand.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Pictures {
    /// The width of the type area.
    pub measure: f64,
    /// Between two rows of pictures, captions included; and between a picture and its caption.
    pub gap: f64,
    pub caption_gap: f64,
    /// The least long and short side of a picture.
    pub least: (f64, f64),
    /// The widths for which captions have heights, in the order of [`Picture::captions`].
    pub widths: Vec<f64>,
    /// The rows that pictures may stand in.
    pub rows: Vec<RowShape>,
}

/// The columns of a row of pictures, from the left.
pub(crate) type RowShape = Vec<ColumnShape>;

/// A column of a row: a picture, or two of them, one below the other.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ColumnShape {
    pub x: f64,
    /// Index in [`Pictures::widths`].
    pub width: usize,
    /// Number of pictures, 1 or 2.
    #[serde(default = "one")]
    pub count: usize,
    /// Whether the caption stands beside it, from the left margin on, and not below.
    #[serde(default)]
    pub beside: bool,
}

fn one() -> usize {
    1
}

/// A picture, or the slot for one.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Picture {
    /// What it is called, for people.
    #[serde(default)]
    pub name: String,
    /// The least, own and greatest aspect in which it may be shown, as width by height.
    pub least: f64,
    pub own: f64,
    pub most: f64,
    /// Heights of its caption, for each of [`Pictures::widths`].
    pub captions: Vec<f64>,
    /// Height of its caption beside it.
    pub beside: f64,
}

/// What is composed by itself.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Chapter {
    /// What it is called, for people.
    #[serde(default)]
    pub name: String,
    /// The pages that may open it, or a section within it; none: it begins with its pieces.
    #[serde(default)]
    pub openers: Vec<Opener>,
    /// Whether it begins on a left page, after a page that fills up if need be.
    #[serde(default)]
    pub spread: bool,
    /// What it costs to begin with its pieces although there are openers; none: one of them is taken.
    #[serde(default)]
    pub bare: Option<f64>,
    pub pieces: Vec<Piece>,
    #[serde(default)]
    pub pictures: Vec<Picture>,
}

/// A page that may open a chapter, or a section within it.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Opener {
    /// Index of the piece before which it stands, and that it replaces with those after it.
    #[serde(default)]
    pub at: usize,
    /// Index of the picture that it shows; only if it stands before all pieces.
    pub picture: Option<usize>,
    /// Number of pieces that stand on it.
    #[serde(default)]
    pub pieces: usize,
    /// What it costs, beside the best page that there is.
    #[serde(default)]
    pub cost: f64,
}

/// A piece of a chapter: a heading, a figure, a table, a list.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Piece {
    /// What it is called, for people.
    #[serde(default)]
    pub name: String,
    /// The section that it begins, for people.
    #[serde(default)]
    pub section: String,
    /// Heights of its rows.
    pub rows: Vec<f64>,
    /// What its first and last rows have above and below them.
    #[serde(default)]
    pub top: f64,
    #[serde(default)]
    pub foot: f64,
    /// Least height of its rows together: that of a head beside them, also where it goes on.
    #[serde(default)]
    pub head: f64,
    /// The space above it, if it isn't that of the book; it doesn't give.
    #[serde(default)]
    pub above: Option<f64>,
    /// How much higher and how much lower it may be.
    #[serde(default)]
    pub grow: f64,
    #[serde(default)]
    pub shrink: f64,
    /// Whether rows may stand on different pages.
    #[serde(default)]
    pub parts: bool,
    /// Whether it flows over pages by itself.
    #[serde(default)]
    pub flows: bool,
    /// Whether what follows it must stand on its page: a heading.
    #[serde(default)]
    pub opens: bool,
    /// It is a block of these pictures, and has no rows of its own.
    #[serde(default)]
    pub pictures: Vec<Picture>,
}

/// No length is greater, in points.
const MAX_LENGTH: f64 = 1e6;
/// No book has more pages, sheets of more pages, or pictures that may stand in more ways.
const MAX_PAGES: usize = 100_000;
const MAX_SIGNATURE: usize = 64;
const MAX_ROW_SHAPES: usize = 32;

impl Book {
    /// The first thing in it that can't be composed, with its field.
    pub fn fault(&self) -> Option<String> {
        let rules = &self.pictures;
        if self.first > MAX_PAGES {
            return Some(format!("first: at most {MAX_PAGES}"));
        }
        let known = |ending: &Ending| ending.pages <= MAX_PAGES && ending.cost.abs() <= MAX_LENGTH;
        if self.endings.is_empty() || !self.endings.iter().all(known) {
            return Some(format!("endings: at least one, of at most {MAX_PAGES} pages"));
        }
        if !(1..=MAX_SIGNATURE).contains(&self.signature) {
            return Some(format!("signature: 1 to {MAX_SIGNATURE}"));
        }
        let positive = [("room", self.room), ("pictures.measure", rules.measure)];
        if let Some((name, _)) = positive.iter().find(|(_, length)| !(1.0..=MAX_LENGTH).contains(length)) {
            return Some(format!("{name}: 1 to {MAX_LENGTH}"));
        }
        if [self.gap.own, self.gap.most - self.gap.own].iter().any(is_no_length) {
            return Some("gap: lengths from 0 on, `most` no less than `own`".to_owned());
        }
        let lengths = [rules.gap, rules.caption_gap, rules.least.0, rules.least.1];
        if lengths.iter().chain(&rules.widths).any(is_no_length) {
            return Some(format!("pictures: lengths from 0 to {MAX_LENGTH}"));
        }
        let fits = |shape: &RowShape| {
            let wrong = |column: &ColumnShape| {
                column.width >= rules.widths.len() || !(1..=2).contains(&column.count) || is_no_length(&column.x)
            };
            !shape.is_empty() && !shape.iter().any(wrong)
        };
        if rules.rows.len() > MAX_ROW_SHAPES || !rules.rows.iter().all(fits) {
            let columns = "width is the index of a width, count is 1 or 2, x no less than 0";
            return Some(format!("pictures.rows: at most {MAX_ROW_SHAPES}, each with a column; {columns}"));
        }
        let single = rules.rows.iter().any(|shape| matches!(&shape[..], [column] if column.count == 1));
        let has_pictures = |chapter: &Chapter| {
            !chapter.pictures.is_empty() || chapter.pieces.iter().any(|piece| !piece.pictures.is_empty())
        };
        if !single && self.chapters.iter().any(has_pictures) {
            return Some("pictures.rows: none for a single picture".to_owned());
        }
        let faults = self.chapters.iter().enumerate();
        faults.filter_map(|(k, chapter)| Some(format!("chapters[{k}].{}", chapter.fault(rules)?))).next()
    }
}

impl Chapter {
    fn fault(&self, rules: &Pictures) -> Option<String> {
        let known = |opener: &Opener| {
            let placed = opener.at == 0 || opener.picture.is_none() && opener.pieces > 0;
            let (at, pieces) = (opener.at.min(self.pieces.len()), opener.pieces);
            placed
                && opener.picture.is_none_or(|at| at < self.pictures.len())
                && pieces <= self.pieces.len() - at
                && opener.cost.abs() <= MAX_LENGTH
        };
        if !self.openers.iter().all(known) || self.bare.is_some_and(|cost| cost.abs() > MAX_LENGTH) {
            return Some("openers: a picture or piece that isn't there, or no cost".to_owned());
        }
        if let Some(at) = self.pieces.iter().position(Piece::is_wrong) {
            return Some(format!("pieces[{at}]: a length below 0 or too great"));
        }
        let in_pieces = self.pieces.iter().flat_map(|piece| &piece.pictures);
        let wrong = self.pictures.iter().chain(in_pieces).position(|picture| picture.is_wrong(rules))?;
        let rule = "least, own and most are aspects, in this order, above 0; captions has one height for each width";
        Some(format!("pictures: {rule}; number {} isn't so", wrong + 1))
    }
}

/// Also true for what isn't a number.
fn is_no_length(length: &f64) -> bool {
    !(0.0..=MAX_LENGTH).contains(length)
}

impl Picture {
    fn is_wrong(&self, rules: &Pictures) -> bool {
        let aspects = self.least > 1e-3 && self.least <= self.own && self.own <= self.most && self.most < 1e3;
        let captions = self.captions.len() == rules.widths.len() && !self.captions.iter().any(is_no_length);
        !aspects || !captions || is_no_length(&self.beside)
    }
}

impl Piece {
    fn is_wrong(&self) -> bool {
        let own = [self.top, self.foot, self.head, self.grow, self.shrink, self.above.unwrap_or(0.0)];
        own.iter().chain(&self.rows).any(is_no_length) || self.shrink > self.rows.iter().sum()
    }

    /// The height of the rows `from` to `to` with everything around them.
    pub fn height(&self, from: usize, to: usize) -> f64 {
        self.top + self.rows[from..to].iter().sum::<f64>().max(self.head) + self.foot
    }

    pub fn whole(&self) -> f64 {
        self.height(0, self.rows.len())
    }

    /// How much higher the rows `from` to `to` may be: each gives alike.
    pub fn grows(&self, from: usize, to: usize) -> f64 {
        self.grow * self.share(from, to)
    }

    /// How much lower they may be: together no lower than the head beside them.
    pub fn shrinks(&self, from: usize, to: usize) -> f64 {
        let spare = self.rows[from..to].iter().sum::<f64>() - self.head;
        (self.shrink * self.share(from, to)).min(spare.max(0.0))
    }

    fn share(&self, from: usize, to: usize) -> f64 {
        (to - from) as f64 / self.rows.len().max(1) as f64
    }
}
