//! `huimou init`: a folder that builds with no edit.

use huimou::{make_folder, write_file};

use super::Stop;
use super::args::Init;
use super::templates::empty_folder;
use super::terminal::Terminal;

const REVIEW: &str = include_str!("starter.toml");

pub fn run(terminal: &Terminal, init: &Init) -> Result<(), Stop> {
    empty_folder(&init.dir)?;
    write_file(init.dir.join("review.toml"), REVIEW.as_bytes())?;
    write_file(init.dir.join("review.schema.json"), huimou::schema().as_bytes())?;
    make_folder(init.dir.join("photos"))?;
    let file = init.dir.join("review.toml");
    let file = file.display();
    terminal
        .say(format!("写成 {file}。下一步：huimou build {file}"), format!("wrote {file}. Next: huimou build {file}"));
    Ok(())
}
