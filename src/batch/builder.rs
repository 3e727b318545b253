//! Making a district's PDF, wherever that happens: in the run's own process or in a worker's.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::Batch;
use super::compose::{compose, own_file};
use super::district::District;
use super::expression::Expressions;
use super::files::DistrictFiles;
use super::freshness::BuildKey;
use super::ledger::InputFile;
use crate::description::Tree;
use crate::diagnostic::{Code, Diagnostic, Error, Message};
use crate::engine::Engine;
use crate::export::PdfOptions;
use crate::review::Choices;

/// Layout recurses deeper than the stack of an ordinary thread allows.
pub(super) const STACK: usize = 32 << 20;

/// What all districts are made by.
pub(super) struct Builder<'a> {
    pub batch: &'a Batch,
    engine: &'a Engine,
    choices: &'a Choices,
    deny_warnings: bool,
    base: Tree<'a>,
    expressions: Expressions,
    pub key: BuildKey,
    /// How many districts this process has under way at a time.
    jobs: usize,
}

/// What came of a district, before anything is written.
#[derive(Default)]
pub(super) struct Built {
    /// Digest of what it was made of; empty if its own file couldn't be read.
    pub inputs: String,
    /// The template's name; none if it never came so far.
    pub template: Option<String>,
    /// What was asked for.
    pub files: Vec<InputFile>,
    pub pages: usize,
    /// None if it failed.
    pub pdf: Option<Vec<u8>>,
    pub diagnostics: Vec<Diagnostic>,
}

impl From<Diagnostic> for Built {
    fn from(error: Diagnostic) -> Self {
        Self { diagnostics: vec![error], ..Self::default() }
    }
}

impl<'a> Builder<'a> {
    pub fn new(batch: &'a Batch, engine: &'a Engine, choices: &'a Choices, deny_warnings: bool, jobs: usize) -> Self {
        let key = BuildKey::new(batch, engine, choices);
        let (base, expressions) = (Tree::read(&batch.base), Expressions::new());
        Self { batch, engine, choices, deny_warnings, base, expressions, key, jobs }
    }

    /// The digest of what a district is made of, as it is now.
    ///
    /// # Errors
    /// If its own file can't be read.
    pub fn inputs(&self, district: &District) -> Result<String, Vec<Diagnostic>> {
        own_file(self.batch, district).map(|over| self.key.inputs(district, over.as_ref()))
    }

    /// Resolves, lays out and exports a district on this very thread, which must have a deep stack.
    pub fn build(&self, district: &District) -> Built {
        let mut built = Built::default();
        match catch_unwind(AssertUnwindSafe(|| self.try_build(district, &mut built))) {
            Ok(Ok(pdf)) => built.pdf = Some(pdf),
            Ok(Err(error)) => built.diagnostics = error.diagnostics().to_vec(),
            Err(_) => {
                let message = Message::new("排版引擎内部出错", "the typesetter broke down");
                let error = Diagnostic::error(Code::TemplateFailed, message);
                built.diagnostics = vec![error.at(&district.place.0, district.place.1)];
            }
        }
        built
    }

    /// The PDF; its warnings go to `built`.
    fn try_build(&self, district: &District, built: &mut Built) -> Result<Vec<u8>, Error> {
        let over = own_file(self.batch, district).map_err(Error::all)?;
        built.inputs = self.key.inputs(district, over.as_ref());
        let (source, examined) = compose(self.batch, &self.base, &self.expressions, district, over.as_ref());
        let files = DistrictFiles::new(&self.batch.files, district.photos.as_deref());
        let reviewed = self.engine.review_examined(&source, examined, &files, self.choices);
        built.files = files.asked();
        let mut warnings = Vec::new();
        let review = reviewed?.gather(&mut warnings);
        built.template = Some(review.template().to_owned());
        let document = match self.engine.typeset_here(&review, self.jobs) {
            Ok(document) => document.gather(&mut warnings),
            Err(error) => return Err(error.after(warnings)),
        };
        if self.deny_warnings
            && let Some(error) = Error::from_warnings(warnings.clone())
        {
            return Err(error);
        }
        let pdf = document.to_pdf(&PdfOptions::default())?;
        built.pages = document.pages().len();
        built.diagnostics = warnings;
        Ok(pdf)
    }
}
