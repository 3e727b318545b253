//! Building the districts of a batch.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use super::Batch;
use super::compose::{compose, own_file};
use super::digest;
use super::district::District;
use super::expression::Expressions;
use super::files::{Files, stamp};
use super::folder::Held;
use super::isolate::{DistrictWorker, Isolation, Prepared, WorkerPool};
use super::make::{Made, Maker, STACK};
use super::manifest::{Entry, Fault, Manifest, Output, State};
use super::seats::Seats;
use super::shard::Shard;
use crate::description::Tree;
use crate::diagnostic::{Code, Diagnostic, Error, Message, Severity, Warned};
use crate::document::TYPESETTER;
use crate::engine::Engine;
use crate::review::{Choices, Review};
use crate::write::{make_folder, write_file};

/// How a batch is to be run.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Run {
    /// The output folder; the batch's own if none.
    pub out: Option<PathBuf>,
    /// How many districts are laid out at a time; as many as the machine has cores if none. One more may have begun,
    /// and waits for the PDF of another to be written.
    pub jobs: Option<usize>,
    /// These districts alone, by slug; all if empty.
    pub only: Vec<String>,
    /// This part alone.
    pub shard: Option<Shard>,
    /// Stop at the first district that fails.
    pub fail_fast: bool,
    /// Build also what is built already.
    pub force: bool,
    /// Say what would be built, and build nothing.
    pub dry_run: bool,
    /// Take warnings for errors.
    pub deny_warnings: bool,
    /// Template, theme and date over what the description says.
    pub choices: Choices,
    /// Lays districts out in worker processes; on threads of this process if none.
    pub isolation: Option<Isolation>,
    /// Lets the caller end the run early.
    pub cancel: Cancel,
}

impl Run {
    /// Every district that needs it, all cores.
    pub fn new() -> Self {
        Self::default()
    }
}

/// Ends a run early: districts under way are finished, no other is begun.
#[derive(Debug, Clone, Default)]
pub struct Cancel {
    asked: Arc<AtomicBool>,
}

impl Cancel {
    /// Not asked yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Asks for the end.
    pub fn cancel(&self) {
        self.asked.store(true, Ordering::Relaxed);
    }

    /// Whether the end was asked for.
    pub fn is_cancelled(&self) -> bool {
        self.asked.load(Ordering::Relaxed)
    }
}

/// What happens in a run, in the order of time.
#[derive(Debug)]
#[non_exhaustive]
pub enum Event<'a> {
    /// Before the first district: how many are to be built, and how many are as they should be.
    Planned {
        /// To be built.
        todo: usize,
        /// Built by an earlier run, and nothing has changed since.
        fresh: usize,
    },
    /// In a dry run, a district that would be built.
    Would {
        /// The district.
        slug: &'a str,
        /// Its PDF, relative to the output folder.
        output: &'a str,
    },
    /// A district is begun.
    Begun {
        /// The district.
        slug: &'a str,
    },
    /// A district is done, or failed.
    Finished {
        /// What the ledger says of it.
        entry: &'a Entry,
        /// Errors and warnings.
        diagnostics: &'a [Diagnostic],
    },
}

/// What became of a run.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Outcome {
    /// Built in this run.
    pub built: usize,
    /// Failed in this run.
    pub failed: usize,
    /// Built by an earlier run and as they should be.
    pub fresh: usize,
    /// Not begun, because the run was ended early.
    pub left: usize,
    /// Where the ledger and the PDFs are.
    pub folder: PathBuf,
    /// What concerns the run and no district.
    pub warnings: Vec<Diagnostic>,
}

/// What all threads share.
struct Work<'a> {
    run: &'a Run,
    maker: Maker<'a>,
    root: &'a Path,
    jobs: usize,
}

/// Workers, and what they are to be asked for.
type Asked<'a> = (&'a WorkerPool<'a>, Result<Prepared, Vec<Diagnostic>>);

impl Batch {
    /// Resolves one district, without building it.
    ///
    /// # Errors
    /// With every fault of the shared review, the district's row and its own file; or if there is no such district.
    pub fn review(&self, engine: &Engine, slug: &str, choices: &Choices) -> Result<Warned<Review>, Error> {
        let at = self.find(slug)?;
        let district = &self.districts[at];
        let over = own_file(self, district).map_err(Error::all)?;
        let base = Tree::read(&self.base);
        let (source, examined) = compose(self, &base, &Expressions::new(), district, over.as_ref());
        engine.review_examined(&source, examined, &Files::new(&self.folder, district.photos.as_deref()), choices)
    }

    fn find(&self, slug: &str) -> Result<usize, Error> {
        self.districts.iter().position(|district| district.slug == slug).ok_or_else(|| {
            let message = Message::new(format!("没有叫 {slug} 的地区"), format!("there is no district {slug}"));
            let fault = Diagnostic::error(Code::Usage, message);
            let near = crate::description::nearest(slug, self.districts.iter().map(|d| d.slug.as_str()));
            match near {
                Some(near) => fault.hint(crate::description::did_you_mean(near)).into(),
                None => fault.into(),
            }
        })
    }

    /// Builds every district that isn't built yet, or no longer as it should be.
    ///
    /// A district that fails doesn't touch the others: what became of it stands in the ledger and in `observe`'s
    /// event. PDFs appear whole or not at all; a run that is killed at any moment is finished by the next.
    /// `observe` is called from worker threads, one call at a time.
    ///
    /// # Errors
    /// If there is no district of a name in `only`, no template or theme as chosen, or no worker; if the output folder
    /// can't be used, or the ledger can't be written. A district that fails is no error.
    pub fn run(&self, engine: &Engine, run: &Run, observe: &(dyn Fn(Event<'_>) + Sync)) -> Result<Outcome, Error> {
        let mut chosen: Vec<usize> = run.only.iter().map(|slug| self.find(slug)).collect::<Result<_, _>>()?;
        chosen.sort_unstable();
        chosen.dedup();
        if run.only.is_empty() {
            chosen = (0..self.districts.len()).collect();
        }
        chosen.retain(|at| run.shard.is_none_or(|shard| shard.has(*at)));

        engine.check_choices(&run.choices)?;
        let root = run.out.clone().unwrap_or_else(|| self.out.clone());
        let jobs = run.jobs.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from)).max(1);
        let maker = Maker::new(self, engine, &run.choices, run.deny_warnings, jobs);
        let work = Work { run, maker, root: &root, jobs };
        if run.dry_run {
            let (known, told) = super::folder::peek(&root, run.shard)?;
            let todo = work.todo(&chosen, &known.all());
            let warnings = told.into_iter().chain(self.gone(run, &known.own, &root)).collect();
            observe(Event::Planned { todo: todo.len(), fresh: chosen.len() - todo.len() });
            for at in &todo {
                let district = &self.districts[*at];
                observe(Event::Would { slug: &district.slug, output: &district.output });
            }
            let (left, fresh) = (todo.len(), chosen.len() - todo.len());
            return Ok(Outcome { left, fresh, folder: root, warnings, ..Outcome::default() });
        }
        let (held, known, mut warnings) = Held::take(&root, run.shard)?;
        let todo = work.todo(&chosen, &known.all());
        warnings.extend(self.gone(run, &known.own, &root));
        let mut manifest = known.own;
        let fresh = chosen.len() - todo.len();
        let isolation = run.isolation.as_ref().filter(|isolation| isolation.is_for(todo.len()));
        let pool = isolation
            .map(|isolation| WorkerPool::new(isolation, &work.maker, run.deny_warnings, jobs.min(todo.len())))
            .transpose()?;
        observe(Event::Planned { todo: todo.len(), fresh });
        let entries = work.all(&todo, pool.as_ref(), &held, observe);
        warnings.extend(pool.and_then(|pool| pool.warning()));
        let mut outcome = Outcome { fresh, folder: root.clone(), warnings, ..Outcome::default() };
        outcome.left = todo.len() - entries.len();
        for entry in entries {
            match entry.state {
                State::Done => outcome.built += 1,
                State::Failed => outcome.failed += 1,
            }
            manifest.districts.insert(entry.slug.clone(), entry);
        }
        held.close(&mut manifest)?;
        Ok(outcome)
    }
}

impl Batch {
    /// What the ledger has and the batch no longer, if this run concerns the whole batch. Their PDFs may be looked
    /// at for years, so nothing is taken away; but a slip in a table mustn't pass unseen either.
    fn gone(&self, run: &Run, known: &Manifest, root: &Path) -> Option<Diagnostic> {
        const NAMED: usize = 8;
        let there: BTreeSet<&str> = self.districts.iter().map(|district| district.slug.as_str()).collect();
        let gone: Vec<&str> = known.districts.keys().map(String::as_str).filter(|slug| !there.contains(slug)).collect();
        if gone.is_empty() || run.shard.is_some() || !run.only.is_empty() {
            return None;
        }
        let (count, first) = (gone.len(), &gone[..gone.len().min(NAMED)]);
        let (more_zh, more_en) = if count > NAMED { (" 等", ", …") } else { ("", "") };
        let message = Message::new(
            format!("台账里有 {count} 个地区，这一批已经没有：{}{more_zh}", first.join("、")),
            format!("in the ledger, and no longer in the batch ({count}): {}{more_en}", first.join(", ")),
        );
        let shown = root.display();
        let hint = Message::new(
            format!("它们的 PDF 和记录都还在 {shown} 里；不要了就自己删"),
            format!("their PDFs and entries are left in {shown}, for you to take away"),
        );
        Some(Diagnostic::warning(Code::LedgerRest, message).hint(hint))
    }
}

impl Work<'_> {
    /// Those of the chosen that must be built.
    fn todo(&self, chosen: &[usize], manifest: &Manifest) -> Vec<usize> {
        let fresh = |at: usize| {
            let district = &self.maker.batch.districts[at];
            let Some(entry) = manifest.districts.get(&district.slug) else { return false };
            let Ok(inputs) = self.maker.inputs(district) else { return false };
            // What was let pass with a warning must not pass where warnings are errors.
            if self.run.deny_warnings && entry.warnings > 0 {
                return false;
            }
            self.maker.shared.is_fresh(self.maker.batch, self.root, &inputs, entry)
        };
        chosen.iter().copied().filter(|at| self.run.force || !fresh(*at)).collect()
    }

    /// Hands the districts to threads of our own with deep stacks. In tasks of rayon, whose pool the typesetter
    /// uses itself, one layout would be begun on the stack of another that waits.
    fn all(
        &self,
        todo: &[usize],
        pool: Option<&WorkerPool<'_>>,
        held: &Held,
        observe: &(dyn Fn(Event<'_>) + Sync),
    ) -> Vec<Entry> {
        let next = AtomicUsize::new(0);
        let stop = AtomicBool::new(false);
        let entries: Mutex<Vec<Entry>> = Mutex::default();
        let places = self.jobs.min(todo.len());
        let seats = Seats::new(places);
        let thread = || {
            while let Some(at) = todo.get(next.fetch_add(1, Ordering::Relaxed)) {
                let district = &self.maker.batch.districts[*at];
                let asked = pool.map(|pool| (pool, pool.prepare(*at, district)));
                let mut seat = seats.take();
                if stop.load(Ordering::Relaxed) || self.run.cancel.is_cancelled() {
                    break;
                }
                // Whoever holds the list may speak: one event at a time.
                let speaking = entries.lock().unwrap_or_else(PoisonError::into_inner);
                observe(Event::Begun { slug: &district.slug });
                drop(speaking);
                let start = Instant::now();
                let made = self.make(district, asked, &mut seat.worker);
                // Where a fault is to end the run, nobody begins before this district is on record.
                let seat = self.run.fail_fast.then_some(seat);
                let (entry, mut diagnostics) = self.keep(district, made, start);
                let mut entries = entries.lock().unwrap_or_else(PoisonError::into_inner);
                if let Err(fault) = held.note(&entry) {
                    // The ledger at the end may still be written; until then this district is not on record.
                    diagnostics.extend_from_slice(fault.diagnostics());
                }
                if entry.state == State::Failed && self.run.fail_fast {
                    stop.store(true, Ordering::Relaxed);
                }
                observe(Event::Finished { entry: &entry, diagnostics: &diagnostics });
                entries.push(entry);
                drop(entries);
                drop(seat);
            }
        };
        std::thread::scope(|scope| {
            for k in 0..(places + 1).min(todo.len()) {
                let builder = std::thread::Builder::new().name(format!("district-{k}")).stack_size(STACK);
                if builder.spawn_scoped(scope, thread).is_err() && k == 0 {
                    // Without a single thread there is still this one.
                    thread();
                }
            }
        });
        entries.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    /// Builds a district, here or in a worker.
    fn make(&self, district: &District, asked: Option<Asked<'_>>, worker: &mut Option<DistrictWorker>) -> Made {
        match asked {
            Some((pool, Ok(prepared))) => pool.build(worker, &prepared, district),
            Some((_, Err(diagnostics))) => Made { diagnostics, ..Made::default() },
            None => self.maker.make(district),
        }
    }

    /// Writes a district's PDF, and puts down what became of it.
    fn keep(&self, district: &District, mut made: Made, start: Instant) -> (Entry, Vec<Diagnostic>) {
        let output = made.pdf.take().and_then(|pdf| {
            let written = self.write(district, &pdf);
            written.map_err(|error| made.diagnostics.extend_from_slice(error.diagnostics())).ok()
        });
        let diagnostics = made.diagnostics;
        let entry = Entry {
            slug: district.slug.clone(),
            state: if output.is_some() { State::Done } else { State::Failed },
            inputs: made.inputs,
            template: made.template.and_then(|name| self.maker.shared.template(&name)),
            files: made.files,
            pages: if output.is_some() { made.pages } else { 0 },
            output,
            warnings: diagnostics.iter().filter(|d| d.severity == Severity::Warning).count(),
            errors: diagnostics.iter().filter(|d| d.severity == Severity::Error).map(Fault::of).collect(),
            // Milliseconds are enough, and more digits would suggest more.
            seconds: (start.elapsed().as_secs_f64() * 1000.0).round() / 1000.0,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            typesetter: TYPESETTER.to_owned(),
            fonts: self.maker.shared.fonts.clone(),
        };
        (entry, diagnostics)
    }

    fn write(&self, district: &District, pdf: &[u8]) -> Result<Output, Error> {
        let path = self.root.join(&district.output);
        if let Some(folder) = path.parent() {
            make_folder(folder)?;
        }
        write_file(&path, pdf)?;
        let (bytes, modified) = stamp(&path).unwrap_or_default();
        Ok(Output { path: district.output.clone(), bytes, modified, sha256: digest::of_file(pdf) })
    }
}
