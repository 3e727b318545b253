//! Builds a district's PDF, in the process of the run or in a worker.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::Batch;
use super::compose::{compose, own_file};
use super::district::District;
use super::expression::Expressions;
use super::files::DistrictFiles;
use super::freshness::BuildKey;
use super::ledger::InputFile;
use crate::description::Tree;
use crate::diagnostic::{Code, Diagnostic, Error, Message, Warned};
use crate::engine::Engine;
use crate::export::PdfOptions;
use crate::review::Choices;

/// Everything that all districts share while they are built.
pub(super) struct Builder<'a> {
    pub batch: &'a Batch,
    engine: &'a Engine,
    choices: &'a Choices,
    deny_warnings: bool,
    base: Tree<'a>,
    expressions: Expressions,
    pub key: BuildKey,
}

/// The result of a district, before anything is written.
#[derive(Default)]
pub(super) struct Built {
    /// Digest of its inputs; empty if its override file couldn't be read.
    pub inputs: String,
    /// The template's name; `None` if the review couldn't be resolved.
    pub template: Option<String>,
    /// The files it looked for.
    pub files: Vec<InputFile>,
    pub pages: usize,
    /// `None` if it failed.
    pub pdf: Option<Vec<u8>>,
    pub diagnostics: Vec<Diagnostic>,
}

impl From<Diagnostic> for Built {
    fn from(error: Diagnostic) -> Self {
        Self { diagnostics: vec![error], ..Self::default() }
    }
}

impl<'a> Builder<'a> {
    pub fn new(batch: &'a Batch, engine: &'a Engine, choices: &'a Choices, deny_warnings: bool) -> Self {
        let key = BuildKey::new(batch, engine, choices);
        let (base, expressions) = (Tree::read(&batch.base), Expressions::new());
        Self { batch, engine, choices, deny_warnings, base, expressions, key }
    }

    /// The digest of a district's inputs as they are now.
    ///
    /// # Errors
    /// If its override file can't be read.
    pub fn inputs(&self, district: &District) -> Result<String, Vec<Diagnostic>> {
        own_file(self.batch, district).map(|over| self.key.inputs(district, over.as_ref()))
    }

    /// Resolves, lays out and exports a district on the calling thread, which must have a deep stack
    /// ([`STACK`](crate::document::STACK)). A panic in the layout engine becomes an error of the district.
    pub fn build(&self, district: &District) -> Built {
        let mut built = Built::default();
        match catch_unwind(AssertUnwindSafe(|| self.try_build(district, &mut built))) {
            Ok(Ok(pdf)) => built.pdf = Some(pdf),
            Ok(Err(error)) => built.diagnostics = error.diagnostics().to_vec(),
            Err(_) => {
                let message = Message::new(
                    "排版引擎内部出错，这是程序的缺陷，请反馈",
                    "internal error; this is a bug, please report it",
                );
                let error = Diagnostic::error(Code::TemplateFailed, message);
                built.diagnostics = vec![error.at(&district.place.0, district.place.1)];
            }
        }
        built
    }

    /// Builds the PDF; everything else goes to `built`, so that it is recorded even if a later step fails.
    fn try_build(&self, district: &District, built: &mut Built) -> Result<Vec<u8>, Error> {
        let over = own_file(self.batch, district).map_err(Error::all)?;
        built.inputs = self.key.inputs(district, over.as_ref());
        let (source, examined) = compose(self.batch, &self.base, &self.expressions, district, over.as_ref());
        let files = DistrictFiles::new(&self.batch.files, district.photos.as_deref());
        let reviewed = self.engine.review_examined(&source, examined, &files, self.choices);
        built.files = files.asked();
        let Warned { value: document, warnings } = reviewed?.and_then(|review| {
            built.template = Some(review.template().to_owned());
            self.engine.typeset(&review)
        })?;
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
