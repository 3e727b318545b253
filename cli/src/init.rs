//! `huimou init`: creates a folder with a sample review that builds unchanged.

use huimou::files::{make_folder, write_file};

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
    let folder = init.dir.display().to_string();
    // Quoted if the shell needs it, so that the command can be copied.
    let typed = if folder.contains(char::is_whitespace) { format!("\"{folder}\"") } else { folder.clone() };
    terminal.say(
        format!(
            "已新建 {folder}。下一步：改 review.toml 里的文字和数字，照片放进 photos，再运行\n  huimou build {typed}"
        ),
        format!(
            "created {folder}. Next: edit the text and figures in review.toml, put photographs into photos, and run\n  \
             huimou build {typed}"
        ),
    );
    Ok(())
}
