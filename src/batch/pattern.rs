//! Patterns of paths with columns in braces, such as `out/{slug}.pdf`.

use super::name::safe;

/// A path with columns in braces.
#[derive(Debug, Clone)]
pub(super) struct Pattern {
    pieces: Vec<Piece>,
}

#[derive(Debug, Clone)]
enum Piece {
    Text(String),
    Column(String),
}

impl Pattern {
    /// Parses a pattern; `None` if braces are unbalanced or nested.
    pub fn parse(text: &str) -> Option<Self> {
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some(open) = rest.find(['{', '}']) {
            let inside = rest[open..].strip_prefix('{')?;
            let close = inside.find(['{', '}']).filter(|at| inside[*at..].starts_with('}'))?;
            if open > 0 {
                pieces.push(Piece::Text(rest[..open].to_owned()));
            }
            pieces.push(Piece::Column(inside[..close].trim().to_owned()));
            rest = &inside[close + 1..];
        }
        if !rest.is_empty() {
            pieces.push(Piece::Text(rest.to_owned()));
        }
        Some(Self { pieces })
    }

    /// The names of its columns.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Column(name) => Some(name.as_str()),
            Piece::Text(_) => None,
        })
    }

    /// Splits into the folder before the first column, and the pattern of the rest.
    pub fn split(self) -> (String, Self) {
        let mut pieces = self.pieces;
        let folder = match pieces.first_mut() {
            Some(Piece::Text(text)) => match text.rfind('/') {
                Some(at) => {
                    let folder = text[..at].to_owned();
                    text.drain(..=at);
                    folder
                }
                None => String::new(),
            },
            _ => String::new(),
        };
        (folder, Self { pieces })
    }

    /// The path of a district. Values are data, so each becomes a safe file name without separators.
    ///
    /// # Errors
    /// The name of a column whose value is missing, or has no character that a file name can use.
    pub fn path(&self, value: impl Fn(&str) -> Option<String>) -> Result<String, String> {
        let mut out = String::new();
        for piece in &self.pieces {
            match piece {
                Piece::Text(text) => out.push_str(text),
                Piece::Column(name) => {
                    out.push_str(&value(name).as_deref().and_then(safe).ok_or_else(|| name.clone())?)
                }
            }
        }
        Ok(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_become_safe_names() {
        let pattern = Pattern::parse("out/{province}/{slug}.pdf").unwrap();
        assert_eq!(pattern.columns().collect::<Vec<_>>(), ["province", "slug"]);
        let (folder, rest) = pattern.split();
        assert_eq!(folder, "out");
        let value = |name: &str| Some(if name == "slug" { "a/b".to_owned() } else { "浙江".to_owned() });
        assert_eq!(rest.path(value).as_deref(), Ok("浙江/a_b.pdf"));
        assert_eq!(rest.path(|_| Some(String::new())), Err("province".to_owned()));
        for bad in ["{slug", "slug}", "{{slug}}", "{a{b}"] {
            assert!(Pattern::parse(bad).is_none(), "{bad}");
        }
    }
}
