//! Checks how many pages a layout has, and of what size, before anything is done with them.

use typst::layout::{Abs, Frame, FrameItem};
use typst_layout::PagedDocument;

use crate::diagnostic::{Code, Diagnostic, Message};
use crate::review::Review;

/// Maximum number of pages. The thickest annual reviews have 300; the audit opens no more than this either.
pub(crate) const MAX_PAGES: usize = 5000;

/// Minimum and maximum side of a page in points: 3 to 14,400 (1 mm to 5 m), the bounds of PDF readers (ISO 32000-1,
/// annex C.2).
const MIN_SIDE: f64 = 3.0;
const MAX_SIDE: f64 = 14_400.0;

/// An error if there are no pages or too many, one is too small or too large, or nothing is printed on any.
pub(super) fn check(document: &PagedDocument, review: &Review) -> Option<Diagnostic> {
    let pages = document.pages();
    let (count, template) = (pages.len(), review.template());
    if count > MAX_PAGES {
        let message = Message::new(
            format!("排出了 {count} 页，最多 {MAX_PAGES} 页"),
            format!("the layout has {count} pages; {MAX_PAGES} are allowed"),
        );
        let hint = Message::new(
            format!("把内容分成几册；内容不多的，是模板 `{template}` 排错了，转给模板作者"),
            format!(
                "split the review into several; if it isn't long, the template {template} is at fault: tell its author"
            ),
        );
        return Some(at(review, message).hint(hint));
    }
    if let Some((k, (width, height))) = pages.iter().map(|page| sides(&page.frame)).enumerate().find(|(_, (w, h))| {
        // Also refuses sides that aren't numbers.
        ![w, h].iter().all(|side| (MIN_SIDE..=MAX_SIDE).contains(&side.to_pt()))
    }) {
        let (page, width, height) = (k + 1, millimetres(width), millimetres(height));
        let message = Message::new(
            format!("模板 `{template}` 的第 {page} 页是 {width}×{height} 毫米：一边须在 1 毫米到 5 米之间"),
            format!(
                "page {page} of the template {template} is {width} by {height} mm; a side may have from 1 mm to 5 m"
            ),
        );
        return Some(at(review, message));
    }
    if !pages.iter().any(|page| prints(&page.frame)) {
        let message = Message::new(
            format!("模板 `{template}` 什么也没有印出来"),
            format!("the template {template} has printed nothing"),
        );
        return Some(at(review, message));
    }
    None
}

fn at(review: &Review, message: Message) -> Diagnostic {
    let description = review.description();
    Diagnostic::error(Code::PageLimit, message).at(description.source(), description.file().review.origin.span)
}

fn sides(frame: &Frame) -> (Abs, Abs) {
    (frame.width(), frame.height())
}

fn millimetres(length: Abs) -> f64 {
    (length.to_mm() * 10.0).round() / 10.0
}

/// Whether something on it can be seen.
fn prints(frame: &Frame) -> bool {
    frame.items().any(|(_, item)| match item {
        FrameItem::Group(group) => prints(&group.frame),
        FrameItem::Text(_) | FrameItem::Shape(..) | FrameItem::Image(..) => true,
        _ => false,
    })
}
