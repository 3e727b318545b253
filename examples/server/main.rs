//! A batch inside a small web server, with all files in memory:
//!
//! ```sh
//! cargo run --example server -- 127.0.0.1:8080
//! curl --data-binary @districts.csv 127.0.0.1:8080/batches       # builds a report for every row; answers /batches/0
//! curl 127.0.0.1:8080/batches/0                                  # how far it is
//! curl 127.0.0.1:8080/batches/0/nanhu.pdf -o nanhu.pdf
//! curl -X DELETE 127.0.0.1:8080/batches/0                        # no other district begins
//! ```
//!
//! Without an address the program takes a free port and is its own client.

mod client;

use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use axum::routing::{get, post};
use huimou::asset::InMemory;
use huimou::batch::{self, Batch, BatchOptions, Cancel, Event, MemorySink};
use huimou::{Engine, Language, report};
use tokio::sync::{Semaphore, watch};

const BATCH: &str = "[batch]\nbase = 'base.toml'\noutput = '{slug}.pdf'\n[table]\nfile = 'districts.csv'\n\
                     [fields]\n'产值' = 'section[建筑业].indicator[建筑业总产值].value'\n";
const BASE: &str = "[review]\ntitle = '{{ 地区 }}年度回眸'\norganization = '{{ 地区 }}住房和城乡建设局'\nyear = 2023\n\
                    [[section]]\ntitle = '建筑业'\nlead = '全年完成建筑业总产值{{ 产值 }}亿元。'\n\
                    [[section.indicator]]\nlabel = '建筑业总产值'\nvalue = 0.0\nunit = '亿元'\n";

struct Server {
    engine: Engine,
    jobs: Mutex<Vec<Arc<Job>>>,
    /// A batch takes all cores, so one is built at a time; the others wait.
    turn: Semaphore,
}

struct Job {
    cancel: Cancel,
    pdfs: MemorySink,
    progress: watch::Sender<Progress>,
}

#[derive(Clone, Default, serde::Serialize)]
struct Progress {
    state: &'static str,
    completed: usize,
    total: usize,
    failed: Vec<String>,
}

type Answer<T> = Result<T, (StatusCode, String)>;

impl Server {
    fn job(&self, id: usize) -> Answer<Arc<Job>> {
        let jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        jobs.get(id).cloned().ok_or((StatusCode::NOT_FOUND, "there is no such batch".into()))
    }
}

/// Reads the table, so that its errors are answered at once, and begins the batch.
async fn begin(State(server): State<Arc<Server>>, table: Bytes) -> Answer<String> {
    let files = InMemory::new()
        .with("batch.toml", BATCH.as_bytes())
        .with("base.toml", BASE.as_bytes())
        .with("districts.csv", table.to_vec());
    let batch = Batch::open(Arc::new(files), "batch.toml")
        .map_err(|error| (StatusCode::UNPROCESSABLE_ENTITY, report::short(error.diagnostics(), Language::English)))?;
    let waiting = Progress { state: "waiting", ..Progress::default() };
    let job = Job { cancel: Cancel::new(), pdfs: MemorySink::new(), progress: watch::Sender::new(waiting) };
    let job = Arc::new(job);
    let id = {
        let mut jobs = server.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        jobs.push(job.clone());
        jobs.len() - 1
    };
    tokio::spawn(async move {
        let _turn = server.turn.acquire().await;
        let engine = server.engine.clone();
        // Layout takes a processor for seconds: never on a thread that answers requests.
        let _ = tokio::task::spawn_blocking(move || build(&engine, &batch.value, &job)).await;
    });
    Ok(format!("/batches/{id}"))
}

fn build(engine: &Engine, batch: &Batch, job: &Job) {
    job.progress.send_modify(|progress| progress.state = "building");
    let outcome = batch.run(engine, &BatchOptions::new(), &job.pdfs, &job.cancel, |event| match event {
        Event::Planned { total, .. } => job.progress.send_modify(|progress| progress.total = total),
        Event::Finished { completed, entry, .. } => job.progress.send_modify(|progress| {
            progress.completed = completed;
            progress.failed.extend((entry.state == batch::State::Failed).then_some(entry.slug));
        }),
        _ => {}
    });
    job.progress.send_modify(|progress| {
        progress.state = match outcome {
            Ok(outcome) if outcome.cancelled => "cancelled",
            Ok(_) => "done",
            Err(_) => "failed",
        }
    });
}

async fn progress(State(server): State<Arc<Server>>, Path(id): Path<usize>) -> Answer<String> {
    let job = server.job(id)?;
    let progress = job.progress.borrow().clone();
    Ok(serde_json::json!(progress).to_string())
}

async fn cancel(State(server): State<Arc<Server>>, Path(id): Path<usize>) -> Answer<()> {
    server.job(id)?.cancel.cancel();
    Ok(())
}

async fn pdf(State(server): State<Arc<Server>>, Path((id, name)): Path<(usize, String)>) -> Answer<impl IntoResponse> {
    let pdf = server.job(id)?.pdfs.pdf(&name).ok_or((StatusCode::NOT_FOUND, "there is no such PDF".into()))?;
    Ok(([(CONTENT_TYPE, "application/pdf")], pdf.to_vec()))
}

#[tokio::main]
async fn main() -> client::Result<()> {
    let engine = Engine::builder().embedded_fonts().built_in_templates().build()?;
    let server = Arc::new(Server { engine, jobs: Mutex::default(), turn: Semaphore::new(1) });
    let routes = axum::Router::new()
        .route("/batches", post(begin))
        .route("/batches/{id}", get(progress).delete(cancel))
        .route("/batches/{id}/{name}", get(pdf))
        .with_state(server);
    let address = std::env::args().nth(1);
    let listener = tokio::net::TcpListener::bind(address.as_deref().unwrap_or("127.0.0.1:0")).await?;
    let here = listener.local_addr()?;
    println!("http://{here}/batches");
    let serving = tokio::spawn(axum::serve(listener, routes).into_future());
    if address.is_some() {
        return Ok(serving.await??);
    }
    tokio::task::spawn_blocking(move || client::run(here)).await?
}
