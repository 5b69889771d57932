//! The value of `RUN --mount=`.

use std::ops::Range;

use crate::path::clean_path;

/// One `--mount`: its options in the order in which they are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mount {
    pub options: Vec<MountOption>,
}

/// `key=value`, or a bare `key`. Ranges are bytes in the flag's value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MountOption {
    pub range: Range<usize>,
    pub key_range: Range<usize>,
    /// Lower case: keys are in any case.
    pub key: String,
    pub value: Option<String>,
    pub value_range: Option<Range<usize>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum MountType {
    Bind,
    Cache,
    Tmpfs,
    Secret,
    Ssh,
}

impl MountType {
    pub const ALL: [MountType; 5] =
        [MountType::Bind, MountType::Cache, MountType::Tmpfs, MountType::Secret, MountType::Ssh];

    pub fn as_str(self) -> &'static str {
        match self {
            MountType::Bind => "bind",
            MountType::Cache => "cache",
            MountType::Tmpfs => "tmpfs",
            MountType::Secret => "secret",
            MountType::Ssh => "ssh",
        }
    }

    /// In any case.
    pub fn parse(text: &str) -> Option<MountType> {
        MountType::ALL.into_iter().find(|kind| kind.as_str().eq_ignore_ascii_case(text))
    }

    /// Keys that exist but that this type refuses.
    fn refuses(self, key: &str) -> bool {
        match self {
            MountType::Bind => matches!(key, "mode" | "uid" | "gid" | "sharing" | "size" | "required"),
            MountType::Cache => matches!(key, "size" | "required"),
            MountType::Tmpfs => matches!(key, "mode" | "uid" | "gid" | "sharing" | "required"),
            MountType::Secret => matches!(key, "from" | "sharing" | "size"),
            MountType::Ssh => matches!(key, "source" | "sharing" | "size"),
        }
    }
}

/// Every key that BuildKit knows.
pub const MOUNT_KEYS: &[&str] = &[
    "type",
    "from",
    "source",
    "target",
    "readonly",
    "id",
    "sharing",
    "required",
    "size",
    "mode",
    "uid",
    "gid",
    "src",
    "dst",
    "destination",
    "ro",
    "rw",
    "readwrite",
    "env",
];

/// Keys that may stand without a value.
const BARE_KEYS: &[&str] = &["ro", "readonly", "rw", "readwrite", "required"];

/// What is wrong with a mount, at a range of the flag's value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MountError {
    pub range: Range<usize>,
    pub kind: MountErrorKind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MountErrorKind {
    /// A quote that CSV does not allow there, or nothing at all.
    NotCsv,
    UnknownType(String),
    UnknownKey(String),
    /// A key that needs a value stands alone.
    NoValue(String),
    /// Not for this type, or not before `type=`.
    NotForType {
        key: String,
        kind: MountType,
        comes_later: bool,
    },
    BadValue {
        key: String,
        value: String,
        expected: &'static str,
    },
    VariableInFrom,
    /// `id` and `source` of a secret.
    SecretIdTwice,
    /// A secret with none of `id`, `source` and `target`.
    SecretWithoutId,
    /// The root folder can't be a target.
    RootTarget,
}

impl Mount {
    /// Reads a flag's value after its quotes and escapes are gone.
    pub fn parse(value: &str) -> Mount {
        let mut at = 0;
        let options = value.split(',').map(|field| {
            let range = at..at + field.len();
            at = range.end + 1;
            option(field, range)
        });
        Mount { options: options.collect() }
    }

    /// The last value of a key under any of its names; the last one counts.
    pub fn get(&self, names: &[&str]) -> Option<&MountOption> {
        self.options.iter().rev().find(|option| names.contains(&option.key.as_str()))
    }

    /// `bind` unless `type=` says otherwise; nothing when that is no type or holds a variable.
    pub fn kind(&self) -> Option<MountType> {
        match self.get(&["type"]).and_then(|option| option.value.as_deref()) {
            None => Some(MountType::Bind),
            Some(value) => MountType::parse(value),
        }
    }

    pub fn target(&self) -> Option<&str> {
        self.get(&["target", "dst", "destination"])?.value.as_deref()
    }

    /// What BuildKit refuses, as far as it does not depend on variables.
    pub fn errors(&self) -> Vec<MountError> {
        let mut errors = Vec::new();
        let mut kinds = Kinds { so_far: Some(MountType::Bind), last: self.kind() };
        for option in &self.options {
            errors.extend(self.option_error(option, &mut kinds));
        }
        if errors.is_empty() {
            errors.extend(self.combination_error());
        }
        errors
    }

    fn option_error(&self, option: &MountOption, kinds: &mut Kinds) -> Option<MountError> {
        let error = |range: &Range<usize>, kind| Some(MountError { range: range.clone(), kind });
        let key = option.key.as_str();
        if option.range.is_empty() && self.options.len() == 1 {
            return error(&option.range, MountErrorKind::NotCsv);
        }
        if !MOUNT_KEYS.contains(&key) {
            let written = option.key.clone();
            return error(&option.key_range, MountErrorKind::UnknownKey(written));
        }
        let Some(value) = option.value.as_deref() else {
            if !BARE_KEYS.contains(&key) {
                return error(&option.key_range, MountErrorKind::NoValue(option.key.clone()));
            }
            return kinds.refusal(option);
        };
        if key == "from" && value.strip_suffix('$').unwrap_or(value).contains('$') {
            return error(option.value_range.as_ref()?, MountErrorKind::VariableInFrom);
        }
        if value.contains('$') {
            if key == "type" {
                kinds.so_far = None;
            }
            return None;
        }
        if key == "type" {
            kinds.so_far = MountType::parse(value);
            let unknown = MountErrorKind::UnknownType(value.to_owned());
            return if kinds.so_far.is_none() { error(option.value_range.as_ref()?, unknown) } else { None };
        }
        if let Some(expected) = expected_value(key, value) {
            let kind =
                MountErrorKind::BadValue { key: option.key.clone(), value: value.to_owned(), expected };
            return error(option.value_range.as_ref()?, kind);
        }
        kinds.refusal(option)
    }

    fn combination_error(&self) -> Option<MountError> {
        let kind = self.kind()?;
        let source = self.get(&["source", "src"]);
        let whole = 0..self.options.last()?.range.end;
        let is_root = |option: &MountOption| {
            option.value.as_deref().is_some_and(|value| value.starts_with('/') && clean_path(value) == "/")
        };
        if kind == MountType::Secret {
            if let (Some(source), Some(_)) = (source, self.get(&["id"])) {
                return Some(MountError { range: source.range.clone(), kind: MountErrorKind::SecretIdTwice });
            }
            let named = [source, self.get(&["id"]), self.get(&["target", "dst", "destination"])];
            if named.iter().all(Option::is_none) {
                return Some(MountError { range: whole, kind: MountErrorKind::SecretWithoutId });
            }
        } else if kind != MountType::Ssh {
            let target = self.get(&["target", "dst", "destination"]).filter(|target| is_root(target))?;
            return Some(MountError { range: target.value_range.clone()?, kind: MountErrorKind::RootTarget });
        }
        None
    }
}

/// The type of a mount while its options are read; nothing when it is no type or holds a variable.
struct Kinds {
    so_far: Option<MountType>,
    last: Option<MountType>,
}

impl Kinds {
    /// `size` and `required` are judged by the type as read so far, the others by the final type.
    fn refusal(&self, option: &MountOption) -> Option<MountError> {
        let key = canonical(&option.key);
        let ordered = matches!(key, "size" | "required");
        let kind = if ordered { self.so_far } else { self.last }?;
        if !kind.refuses(key) {
            return None;
        }
        let comes_later = ordered && self.last.is_some_and(|last| !last.refuses(key));
        let error = MountErrorKind::NotForType { key: option.key.clone(), kind, comes_later };
        Some(MountError { range: option.key_range.clone(), kind: error })
    }
}

fn option(field: &str, range: Range<usize>) -> MountOption {
    let start = range.start;
    let (key, value) = match field.split_once('=') {
        Some((key, value)) => (key, Some(value)),
        None => (field, None),
    };
    MountOption {
        key_range: start..start + key.len(),
        key: key.to_lowercase(),
        value: value.map(str::to_owned),
        value_range: value.map(|value| range.end - value.len()..range.end),
        range,
    }
}

fn canonical(key: &str) -> &str {
    match key {
        "src" => "source",
        "dst" | "destination" => "target",
        "ro" => "readonly",
        "rw" => "readwrite",
        key => key,
    }
}

/// What a value should be, when it is something else.
fn expected_value(key: &str, value: &str) -> Option<&'static str> {
    let octal = |value: &str| u32::from_str_radix(value, 8).is_ok();
    match canonical(key) {
        "readonly" | "readwrite" | "required" if parse_bool(value).is_none() => Some("true or false"),
        "sharing" if !["shared", "private", "locked"].contains(&value.to_lowercase().as_str()) => {
            Some("shared, private or locked")
        }
        "mode" if !octal(value) => Some("an octal number such as 0755"),
        "uid" | "gid" if value.parse::<u32>().is_err() => Some("a number"),
        "size" if !is_size(value) => Some("a size such as 64m"),
        _ => None,
    }
}

/// Go's `strconv.ParseBool`.
pub(crate) fn parse_bool(value: &str) -> Option<bool> {
    match value {
        "1" | "t" | "T" | "TRUE" | "true" | "True" => Some(true),
        "0" | "f" | "F" | "FALSE" | "false" | "False" => Some(false),
        _ => None,
    }
}

/// A number with an optional unit: `64m`, `1.5g`, `1kib`.
fn is_size(value: &str) -> bool {
    let digits = value.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(value.len());
    let unit = value[digits..].trim_start().to_lowercase();
    let unit = unit.strip_suffix("ib").or(unit.strip_suffix('b')).unwrap_or(&unit);
    value[..digits].parse::<f64>().is_ok() && ["", "k", "m", "g", "t", "p"].contains(&unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(value: &str, expected: &str) {
        let errors: Vec<_> = Mount::parse(value)
            .errors()
            .into_iter()
            .map(|error| format!("{} {:?}", &value[error.range.clone()], error.kind))
            .collect();
        assert_eq!(errors.join("; "), expected, "{value}");
    }

    #[test]
    fn accepts_what_buildkit_accepts() {
        for value in [
            "type=cache,target=/x,sharing=LOCKED,mode=0755,uid=1",
            "type=secret,id=x,required",
            "target=/x,rw",
            "type=tmpfs,target=/x,size=64m",
            "TYPE=Bind,SRC=a,dst=b,ro=T",
            "type=ssh",
            "type=cache,target=$x,mode=$m",
            "type=bind,from=build,source=/a,target=/b,id=ignored",
        ] {
            check(value, "");
        }
    }

    #[test]
    fn refuses_what_buildkit_refuses() {
        check("type=foo,target=/x", "foo UnknownType(\"foo\")");
        check("size=1m,type=tmpfs", "size NotForType { key: \"size\", kind: Bind, comes_later: true }");
        check("type=bind,mode=0755", "mode NotForType { key: \"mode\", kind: Bind, comes_later: false }");
        check("type=cache,tgt=/x", "tgt UnknownKey(\"tgt\")");
        check("type=cache,target", "target NoValue(\"target\")");
        check(
            "type=cache,uid=root",
            "root BadValue { key: \"uid\", value: \"root\", expected: \"a number\" }",
        );
        check("from=$x", "$x VariableInFrom");
        check("type=secret", "type=secret SecretWithoutId");
        check("type=secret,id=a,src=b", "src=b SecretIdTwice");
        check("target=/a/..", "/a/.. RootTarget");
        check("", " NotCsv");
    }
}
