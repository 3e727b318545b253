//! The templates of `templates/` inside the library.

use include_dir::{Dir, include_dir};

use super::Template;
use crate::diagnostic::Error;

static TEMPLATES: Dir = include_dir!("$CARGO_MANIFEST_DIR/templates");

/// The folder of the text module, which every template has as `setting/`.
const SETTING: &str = "setting";

/// Every built-in template, by name.
pub(crate) fn built_in() -> Result<Vec<Template>, Error> {
    let mut all = Vec::new();
    for dir in TEMPLATES.dirs().filter(|dir| !dir.path().ends_with(SETTING)) {
        let mut files = setting();
        collect(dir, dir, &mut files);
        let name = dir.path().to_string_lossy();
        all.push(Template::from_files(&format!("templates/{name}"), files)?);
    }
    all.sort_by(|a, b| a.manifest().name.cmp(&b.manifest().name));
    Ok(all)
}

/// The text module, as it stands in a template.
pub(super) fn setting() -> Vec<(String, &'static [u8])> {
    let mut files = Vec::new();
    if let Some(dir) = TEMPLATES.get_dir(SETTING) {
        collect(dir, dir, &mut files);
    }
    files.into_iter().map(|(path, bytes)| (format!("{SETTING}/{path}"), bytes)).collect()
}

/// Files of a folder. The repository's templates reach the text module through a link, for the plain
/// Typst tools; here it is added once.
fn collect(dir: &'static Dir, root: &'static Dir, files: &mut Vec<(String, &'static [u8])>) {
    for file in dir.files().filter(|file| !file.path().ends_with(SETTING)) {
        let inside = file.path().strip_prefix(root.path()).unwrap_or(file.path());
        files.push((inside.to_string_lossy().replace('\\', "/"), file.contents()));
    }
    for sub in dir.dirs().filter(|sub| !sub.path().ends_with(SETTING)) {
        collect(sub, root, files);
    }
}
