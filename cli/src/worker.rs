//! What `huimou batch` starts for a batch of some size: nobody else calls it, so it is no part of the help.

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser;
use huimou::batch::serve;
use huimou::{Language, report};

use super::Stop;
use super::args::Manner;

/// The word that stands in a command's place.
pub const NAME: &str = "batch-worker";

/// Makes the districts that a run asks for.
#[derive(Debug, Parser)]
struct Worker {
    #[command(flatten)]
    manner: Manner,
}

/// Speaks with the run, if the command line is that of a worker.
pub fn run(words: &[OsString]) -> Option<ExitCode> {
    if words.get(1).is_none_or(|word| word != NAME) {
        return None;
    }
    let code = match Worker::try_parse_from(&words[1..]) {
        Ok(worker) => worker.serve(),
        Err(fault) => {
            let _ = fault.print();
            2
        }
    };
    Some(ExitCode::from(code))
}

impl Worker {
    fn serve(&self) -> u8 {
        let served = || -> Result<std::convert::Infallible, Stop> {
            let (engine, template) = self.manner.choosing().engine()?;
            let choices = self.manner.choices(template)?;
            Ok(serve(&engine, &choices, std::io::stdin(), std::io::stdout())?)
        };
        match served() {
            Err(Stop::Faults(error)) => {
                eprint!("{}", report::short(error.diagnostics(), Language::English));
                super::code(error.class())
            }
            Err(Stop::Shown(code)) => code,
            Err(Stop::ClosedPipe) => 0,
        }
    }
}

impl Manner {
    /// The command line again.
    pub fn words(&self) -> Vec<OsString> {
        let with = |name: &str, value: &dyn AsRef<std::ffi::OsStr>| {
            let mut word = OsString::from(format!("--{name}="));
            word.push(value.as_ref());
            word
        };
        let mut words = Vec::new();
        words.extend(self.template.iter().map(|value| with("template", value)));
        words.extend(self.theme.iter().map(|value| with("theme", value)));
        words.extend(self.paper.iter().map(|value| with("paper", value)));
        words.extend(self.font_path.iter().map(|value| with("font-path", value)));
        words.extend(self.date.iter().map(|value| with("date", value)));
        words.extend(self.allow_missing_glyphs.then(|| "--allow-missing-glyphs".into()));
        words
    }
}
