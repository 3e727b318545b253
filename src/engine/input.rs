//! [`Input`]: what a document can be built from.

use super::Engine;
use crate::asset::Assets;
use crate::description::Description;
use crate::diagnostic::{Error, Warned};
use crate::review::{Choices, Review};
use crate::source::Source;

/// An input of [`Engine::build`]: a [`Source`] or a [`Description`].
pub trait Input: sealed::Input {}

impl Input for Source {}
impl Input for Description {}

pub(super) mod sealed {
    use super::{Assets, Choices, Engine, Error, Review, Warned};

    pub trait Input {
        /// Resolves the input into a review.
        fn review(&self, engine: &Engine, assets: &dyn Assets, choices: &Choices) -> Result<Warned<Review>, Error>;
    }
}

impl sealed::Input for Source {
    fn review(&self, engine: &Engine, assets: &dyn Assets, choices: &Choices) -> Result<Warned<Review>, Error> {
        engine.review(self, assets, choices)
    }
}

impl sealed::Input for Description {
    fn review(&self, engine: &Engine, assets: &dyn Assets, choices: &Choices) -> Result<Warned<Review>, Error> {
        engine.resolve(self, assets, choices)
    }
}
