//! The templates of `templates/` inside the library.

use include_dir::{Dir, include_dir};

use super::Template;
use crate::diagnostic::Error;

static TEMPLATES: Dir = include_dir!("$CARGO_MANIFEST_DIR/templates");

/// Every built-in template, by name.
pub(crate) fn built_in() -> Result<Vec<Template>, Error> {
    let mut all = Vec::new();
    for dir in TEMPLATES.dirs() {
        let mut files = Vec::new();
        collect(dir, dir, &mut files);
        let name = dir.path().to_string_lossy();
        all.push(Template::from_files(&format!("templates/{name}"), files)?);
    }
    all.sort_by(|a, b| a.manifest().name.cmp(&b.manifest().name));
    Ok(all)
}

fn collect(dir: &'static Dir, root: &'static Dir, files: &mut Vec<(String, &'static [u8])>) {
    for file in dir.files() {
        let inside = file.path().strip_prefix(root.path()).unwrap_or(file.path());
        files.push((inside.to_string_lossy().replace('\\', "/"), file.contents()));
    }
    for sub in dir.dirs() {
        collect(sub, root, files);
    }
}
