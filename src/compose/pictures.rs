//! Blocks of pictures: rows on widths of the grid, as high as the crop allows and their page asks.

use serde::Serialize;

use super::book::{ColumnShape, Picture, Pictures, RowShape};

/// Maximum number of pictures for which all sequences of rows are tried; more stand in rows of one length.
const MAX_TRIED: usize = 6;

/// Maximum number of pictures in a block.
pub(super) const MAX_IN_BLOCK: usize = 8;

/// A picture at its place. Lengths are in points, rounded to hundredths.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Placed {
    /// Index in the chapter.
    pub picture: usize,
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
    pub beside: bool,
}

/// A block of pictures in a given height.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Block {
    pub height: f64,
    pub pictures: Vec<Placed>,
}

/// A row of pictures, with the heights that suit all of them.
#[derive(Debug, Clone)]
struct Row<'a> {
    shape: &'a RowShape,
    /// Index of its first picture in the chapter.
    first: usize,
    least: f64,
    own: f64,
    most: f64,
    /// What its captions take below it.
    under: f64,
}

/// A way to set some pictures: rows, one below the other.
#[derive(Debug, Clone)]
pub(super) struct Arrangement<'a> {
    rows: Vec<Row<'a>>,
    pub least: f64,
    pub own: f64,
    pub most: f64,
    /// The sum of the widths of its rows' pictures, as shares of the measure: area by height.
    breadth: f64,
}

/// All pictures of a chapter, or of a piece, and how they may stand.
#[derive(Debug, Clone, Copy)]
pub(super) struct Gallery<'a> {
    pub rules: &'a Pictures,
    pub pictures: &'a [Picture],
    /// Height of the type area.
    pub room: f64,
}

impl<'a> Gallery<'a> {
    /// The ways to set `count` pictures from `first` on, the largest first. There is one at least for a single picture.
    pub fn arrangements(&self, first: usize, count: usize) -> Vec<Arrangement<'a>> {
        let mut out = Vec::new();
        self.extend(first, count, count <= MAX_TRIED, &mut Vec::new(), &mut out);
        out.sort_by(|one, other| other.breadth.total_cmp(&one.breadth).then(one.least.total_cmp(&other.least)));
        // Those that can do nothing that a larger one can't.
        let mut kept: Vec<Arrangement<'a>> = Vec::new();
        for own in out {
            if !kept.iter().any(|larger| larger.least <= own.least + 0.01 && larger.most >= own.most - 0.01) {
                kept.push(own);
            }
        }
        if kept.is_empty() && count == 1 {
            kept.extend(self.forced(first));
        }
        kept
    }

    /// The ways to set all pictures of a piece. There is one at least.
    pub fn all(&self) -> Vec<Arrangement<'a>> {
        let count = self.pictures.len();
        let all = self.arrangements(0, count);
        // Pictures that suit no common page: each by itself, in as much of one as there is for it.
        if all.is_empty() { self.stacked(count).into_iter().collect() } else { all }
    }

    /// Each picture by itself, one below the other.
    fn stacked(&self, count: usize) -> Option<Arrangement<'a>> {
        let own = Self { room: (self.room - self.rules.gap * (count as f64 - 1.0)) / count as f64, ..*self };
        let rows: Vec<Row<'a>> = (0..count).filter_map(|first| own.forced(first)).flat_map(|one| one.rows).collect();
        (!rows.is_empty()).then(|| self.arrangement(&rows))
    }

    /// The arrangement of all pictures that a block among pieces has: the largest that is no higher than half a page.
    pub fn lowest(&self) -> Option<Arrangement<'a>> {
        let all = self.all();
        let half = all.iter().find(|own| own.own <= self.room / 2.0);
        half.or_else(|| all.iter().min_by(|one, other| one.own.total_cmp(&other.own))).cloned()
    }

    /// A picture that suits no row, as large as a page allows; the template shows it whole.
    fn forced(&self, first: usize) -> Option<Arrangement<'a>> {
        let mut shapes: Vec<&RowShape> =
            self.rules.rows.iter().filter(|shape| matches!(&shape[..], [column] if column.count == 1)).collect();
        shapes.sort_by(|one, other| self.width(&other[0]).total_cmp(&self.width(&one[0])));
        let own = |shape: &RowShape| self.width(&shape[0]) / self.pictures[first].own;
        let under = |shape: &RowShape| if shape[0].beside { 0.0 } else { self.caption(first, &shape[0]) };
        let fits = |shape: &&&RowShape| own(shape) + under(shape) <= self.room;
        let shape = *shapes.iter().find(fits).or(shapes.last())?;
        let height = own(shape).min(self.room - under(shape)).max(1.0);
        let row = Row { shape, first, least: height, own: height, most: height, under: under(shape) };
        Some(self.arrangement(&[row]))
    }

    fn extend(&self, first: usize, left: usize, all: bool, rows: &mut Vec<Row<'a>>, out: &mut Vec<Arrangement<'a>>) {
        if left == 0 {
            out.push(self.arrangement(rows));
            return;
        }
        for shape in &self.rules.rows {
            let count: usize = shape.iter().map(|column| column.count).sum();
            // Of many pictures only rows of one shape, but for the last.
            let alike =
                all || left < count || rows.last().is_none_or(|last| std::ptr::eq(last.shape, shape) || left <= 2);
            if count > left || !alike {
                continue;
            }
            let taken = rows.iter().map(|row| row.least + row.under + self.rules.gap).sum::<f64>();
            if let Some(row) = self.row(shape, first).filter(|row| taken + row.least + row.under <= self.room) {
                rows.push(row);
                self.extend(first + count, left - count, all, rows, out);
                rows.pop();
            }
        }
    }

    fn arrangement(&self, rows: &[Row<'a>]) -> Arrangement<'a> {
        let fixed = rows.iter().map(|row| row.under).sum::<f64>() + self.rules.gap * (rows.len() as f64 - 1.0);
        let sum = |of: fn(&Row<'_>) -> f64| rows.iter().map(of).sum::<f64>() + fixed;
        let breadth = |row: &Row<'_>| -> f64 { row.shape.iter().map(|column| self.width(column)).sum::<f64>() };
        Arrangement {
            least: sum(|row| row.least),
            own: sum(|row| row.own),
            most: sum(|row| row.most),
            breadth: rows.iter().map(breadth).sum::<f64>() / self.rules.measure / rows.len() as f64,
            rows: rows.to_vec(),
        }
    }

    fn width(&self, column: &ColumnShape) -> f64 {
        self.rules.widths[column.width]
    }

    fn caption(&self, picture: usize, column: &ColumnShape) -> f64 {
        self.rules.caption_gap + self.pictures[picture].captions[column.width]
    }

    /// The row of this shape for the pictures from `first` on; `None` if no height suits all.
    fn row(&self, shape: &'a RowShape, first: usize) -> Option<Row<'a>> {
        let (mut least, mut most, mut own, mut under) = (0.0_f64, f64::INFINITY, 0.0, 0.0_f64);
        let mut picture = first;
        for column in shape {
            let bounds = self.column(column, picture)?;
            (least, most) = (least.max(bounds.least), most.min(bounds.most));
            own += bounds.own / shape.len() as f64;
            if !column.beside {
                under = under.max(self.caption(picture + column.count - 1, column));
            }
            picture += column.count;
        }
        (least <= most + 0.01).then(|| Row { shape, first, least, own: own.clamp(least, most.max(least)), most, under })
    }

    fn column(&self, column: &ColumnShape, first: usize) -> Option<Bounds> {
        let one = |picture: usize| self.bounds(picture, column);
        let upper = one(first)?;
        if column.count == 1 {
            return Some(upper);
        }
        let (lower, between) = (one(first + 1)?, self.between(column, first));
        Some(Bounds {
            least: upper.least + lower.least + between,
            own: upper.own + lower.own + between,
            most: upper.most + lower.most + between,
        })
    }

    /// What stands between the two pictures of a column.
    fn between(&self, column: &ColumnShape, first: usize) -> f64 {
        self.caption(first, column) + self.rules.gap
    }

    /// The heights that a picture may have in a column; `None` if it would be too small.
    fn bounds(&self, picture: usize, column: &ColumnShape) -> Option<Bounds> {
        let (item, width) = (&self.pictures[picture], self.width(column));
        let (long, short) = self.rules.least;
        let floor = if width >= long { short } else { long };
        let floor = if column.beside { floor.max(item.beside) } else { floor };
        let (least, most) = ((width / item.most).max(floor), width / item.least);
        (least <= most + 0.01 && width >= short.min(long)).then(|| Bounds {
            least,
            own: (width / item.own).clamp(least, most.max(least)),
            most: most.max(least),
        })
    }

    /// The pictures of an arrangement that takes `height`, from `y` = 0 on.
    pub fn block(&self, arrangement: &Arrangement<'_>, height: f64) -> Block {
        let share = arrangement.share(height);
        let (mut y, mut placed) = (0.0, Vec::new());
        for row in &arrangement.rows {
            let bound = if height < arrangement.own { row.least } else { row.most };
            let high = row.own + (bound - row.own) * share;
            let mut picture = row.first;
            for column in row.shape {
                self.place(column, picture, y, high, &mut placed);
                picture += column.count;
            }
            y += high + row.under + self.rules.gap;
        }
        Block { height: rounded(y - self.rules.gap), pictures: placed }
    }

    fn place(&self, column: &ColumnShape, first: usize, y: f64, height: f64, placed: &mut Vec<Placed>) {
        let mut put = |picture: usize, y: f64, height: f64| {
            placed.push(Placed {
                picture,
                x: column.x,
                y: rounded(y),
                width: self.width(column),
                height: rounded(height),
                beside: column.beside,
            });
        };
        let (Some(upper), true) = (self.bounds(first, column), column.count == 2) else {
            return put(first, y, height);
        };
        let Some(lower) = self.bounds(first + 1, column) else { return put(first, y, height) };
        let between = self.between(column, first);
        let left = height - between;
        let high = (left / 2.0).max(upper.least).max(left - lower.most).min(upper.most).min(left - lower.least);
        put(first, y, high);
        put(first + 1, y + high + between, left - high);
    }
}

impl Arrangement<'_> {
    /// How much of what the crop allows it takes for a height, 0 to 1.
    pub fn share(&self, height: f64) -> f64 {
        let reach = if height < self.own { self.own - self.least } else { self.most - self.own };
        if reach <= 0.0 { 0.0 } else { ((height - self.own).abs() / reach).min(1.0) }
    }

    /// About the share of a page of height `room` that its pictures take.
    pub fn area(&self, height: f64, room: f64) -> f64 {
        self.breadth * height / room
    }
}

/// Heights that a picture may have at some width.
#[derive(Debug, Clone, Copy)]
struct Bounds {
    least: f64,
    own: f64,
    most: f64,
}

/// In hundredths of a point: less than a printer's dot.
pub(super) fn rounded(length: f64) -> f64 {
    (length * 100.0).round() / 100.0
}
