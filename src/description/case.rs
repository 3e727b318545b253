//! Cases with figures of their own, and slogans made of parts.

use super::record::record;
use super::role::Line;
use super::section::{Indicator, Photo};
use super::value::Prose;

record! {
    /// A case: one project with figures of its own. · 一个案例。
    pub struct Case {
        /// Name of the project. · 名称。
        required title: Line = "title",
        /// What was done. · 说明。
        optional note: Prose = "note",
        /// Its figures. · 指标。
        many indicators: Indicator = "indicator",
        /// Its photograph, there or still to come. · 图片。
        optional photo: Photo = "photo",
    }
}

record! {
    /// A slogan made of digits or words, each with its meaning: 1 一个中心, 2 两个项目. · 数字化提法。
    pub struct Formula {
        /// What it is called. · 名称。
        optional title: Line = "title",
        /// What it stands for as a whole. · 总释义。
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
