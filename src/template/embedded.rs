//! The templates of `templates/`, embedded in the library, and the text module, which is also embedded without them.

use include_dir::{Dir, include_dir};

#[cfg(feature = "embedded-templates")]
use super::Template;
#[cfg(feature = "embedded-templates")]
use crate::diagnostic::Error;

#[cfg(feature = "embedded-templates")]
static TEMPLATES: Dir = include_dir!("$CARGO_MANIFEST_DIR/templates");
#[cfg(not(feature = "embedded-templates"))]
static TEXT_MODULE: Dir = include_dir!("$CARGO_MANIFEST_DIR/templates/setting");

/// The folder of the text module, which is added to every template as `setting/`.
const SETTING: &str = "setting";

/// The names of the built-in templates; the first is the default.
#[cfg(feature = "embedded-templates")]
pub const BUILT_IN: &[&str] = &["bulletin", "editorial"];

/// Every built-in template, sorted by name.
#[cfg(feature = "embedded-templates")]
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

/// The files of the text module, with their paths in a template.
pub(super) fn setting() -> Vec<(String, &'static [u8])> {
    #[cfg(feature = "embedded-templates")]
    let dir = TEMPLATES.get_dir(SETTING);
    #[cfg(not(feature = "embedded-templates"))]
    let dir = Some(&TEXT_MODULE);
    let mut files = Vec::new();
    if let Some(dir) = dir {
        collect(dir, dir, &mut files);
    }
    files.into_iter().map(|(path, bytes)| (format!("{SETTING}/{path}"), bytes)).collect()
}

/// Collects the files of a folder, except the link to the text module: the templates in the repository have it for the
/// plain Typst tools, and here the module is added separately.
fn collect(dir: &'static Dir, root: &'static Dir, files: &mut Vec<(String, &'static [u8])>) {
    for file in dir.files().filter(|file| !file.path().ends_with(SETTING)) {
        let inside = file.path().strip_prefix(root.path()).unwrap_or(file.path());
        files.push((inside.to_string_lossy().replace('\\', "/"), file.contents()));
    }
    for sub in dir.dirs().filter(|sub| !sub.path().ends_with(SETTING)) {
        collect(sub, root, files);
    }
}

#[cfg(all(test, feature = "embedded-templates"))]
mod tests {
    use super::*;

    #[test]
    fn the_names_are_those_of_the_folder() {
        let all = built_in().expect("our own templates");
        let names: Vec<&str> = all.iter().map(|template| template.manifest().name.as_str()).collect();
        assert_eq!(names, BUILT_IN);
    }
}
