//! Cases, each with its own figures, and slogans composed of parts.

use super::record::record;
use super::role::Line;
use super::section::{Indicator, Photo};
use super::value::Prose;

record! {
    /// A case: one project with its own figures. · 一个案例。
    pub struct Case {
        /// Name of the project. · 名称。
        required title: Line = "title",
        /// What was done. · 说明。
        optional note: Prose = "note",
        /// Its figures. · 指标。
        many indicators: Indicator = "indicator",
        /// Its photograph, or a slot for one. · 图片。
        optional photo: Photo = "photo",
    }
}

record! {
    /// A slogan composed of digits or words, each with its meaning: 1 一个中心, 2 两个项目. · 数字化提法。
    pub struct Formula {
        /// Its name. · 名称。
        optional title: Line = "title",
        /// The meaning of the whole. · 总释义。
        optional gloss: Line = "gloss",
        /// Its parts, in order. · 各部分。
        many terms: Term = "term",
    }
}

record! {
    /// One part of a formula.
    pub struct Term {
        /// The digit or word. · 数字或词。
        required text: Line = "text",
        /// What it means. · 释义。
        optional gloss: Line = "gloss",
    }
}
