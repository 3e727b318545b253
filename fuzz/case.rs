//! A case: the files of one run, and how it is run. On disk it is a folder.

use std::collections::BTreeMap;
use std::path::Path;

/// Name of the file with the options of a case.
const OPTIONS: &str = "case.options";

/// The input of one run.
#[derive(Debug, Clone, Default)]
pub struct Case {
    pub files: BTreeMap<String, Vec<u8>>,
    /// What the target does with them, in words of its own.
    pub options: Vec<String>,
}

impl Case {
    pub fn file(mut self, name: &str, bytes: impl Into<Vec<u8>>) -> Self {
        self.files.insert(name.to_owned(), bytes.into());
        self
    }

    pub fn option(mut self, option: impl Into<String>) -> Self {
        self.options.push(option.into());
        self
    }

    pub fn has(&self, option: &str) -> bool {
        self.options.iter().any(|own| own == option)
    }

    /// The value of an option `name=value`.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.options.iter().find_map(|option| option.strip_prefix(name)?.strip_prefix('='))
    }

    pub fn bytes(&self, name: &str) -> &[u8] {
        self.files.get(name).map_or(&[], Vec::as_slice)
    }

    pub fn write(&self, folder: &Path) -> std::io::Result<()> {
        for (name, bytes) in &self.files {
            let path = folder.join(name);
            std::fs::create_dir_all(path.parent().unwrap_or(folder))?;
            std::fs::write(path, bytes)?;
        }
        Ok(())
    }

    /// Writes it with its options, so that [`read`](Self::read) returns an equal case.
    pub fn save(&self, folder: &Path) -> std::io::Result<()> {
        std::fs::create_dir_all(folder)?;
        self.write(folder)?;
        std::fs::write(folder.join(OPTIONS), self.options.join("\n"))
    }

    pub fn read(folder: &Path) -> std::io::Result<Self> {
        let mut case = Self::default();
        let mut pending = vec![folder.to_path_buf()];
        while let Some(dir) = pending.pop() {
            for entry in std::fs::read_dir(&dir)? {
                let path = entry?.path();
                if path.is_dir() {
                    pending.push(path);
                    continue;
                }
                let name = path.strip_prefix(folder).map_err(std::io::Error::other)?;
                case.files.insert(name.to_string_lossy().replace('\\', "/"), std::fs::read(&path)?);
            }
        }
        let options = case.files.remove(OPTIONS).unwrap_or_default();
        case.options = String::from_utf8_lossy(&options).lines().map(str::to_owned).collect();
        Ok(case)
    }
}
