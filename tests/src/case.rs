//! A folder of files as one text: some lines about it, then each file below a line `== name ==`. Below
//! `== name, fixed ==` is what becomes of a file.

use crate::editor::Files;

#[derive(Debug, Clone, Default)]
pub struct Case {
    /// The text down to the first file that is fixed.
    text: String,
    pub files: Files,
}

impl Case {
    pub fn parse(text: &str) -> Self {
        let mut case = Case::default();
        let mut file: Option<&mut String> = None;
        for line in text.split_inclusive('\n') {
            let title = line.trim_end().strip_prefix("== ").and_then(|rest| rest.strip_suffix(" =="));
            match title {
                Some(title) if title.ends_with(", fixed") => break,
                Some(title) => file = Some(case.files.entry(title.to_owned()).or_default()),
                None => file.iter_mut().for_each(|file| file.push_str(line)),
            }
            case.text.push_str(line);
        }
        case
    }

    /// What a line `key: value` says.
    pub fn field(&self, key: &str) -> Option<&str> {
        self.text.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(": "))
    }

    /// The text of the case with what has become of its files.
    pub fn with_result(&self, after: &Files) -> String {
        let changed = after.iter().filter(|(name, text)| self.files.get(*name) != Some(*text));
        let fixed = changed.map(|(name, text)| format!("== {name}, fixed ==\n{text}"));
        std::iter::once(self.text.clone()).chain(fixed).collect()
    }
}
