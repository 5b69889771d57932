//! What a build makes: the configuration of an image, and the steps that fill it.

use std::collections::BTreeMap;

use serde::Serialize;

use super::json::to_json;

/// In the order in which the image's configuration is written.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Config {
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) user: String,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) exposed_ports: BTreeMap<String, Empty>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) env: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) entrypoint: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) cmd: Vec<String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) volumes: BTreeMap<String, Empty>,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) working_dir: String,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) labels: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) stop_signal: String,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(crate) args_escaped: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) healthcheck: Option<Healthcheck>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) shell: Vec<String>,
}

#[derive(Debug, Serialize)]
pub(crate) struct Empty {}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Healthcheck {
    pub(crate) test: Vec<String>,
}

impl Config {
    /// What the recorded runs gave BuildKit for a base image: `sh` has everything that can be inherited, all others nothing.
    pub(crate) fn of_base(image: &str) -> Config {
        if image != "sh" {
            return Config::default();
        }
        Config {
            user: "u".into(),
            exposed_ports: [("1/tcp".to_owned(), Empty {})].into(),
            entrypoint: vec!["ep".into()],
            cmd: vec!["base".into()],
            working_dir: "/w".into(),
            healthcheck: Some(Healthcheck { test: vec!["NONE".into()] }),
            shell: vec!["/bin/bash".into(), "-c".into()],
            ..Config::default()
        }
    }

    pub(crate) fn set_env(&mut self, name: &str, value: &str) {
        let entry = format!("{name}={value}");
        let same = |known: &&mut String| known.split('=').next() == Some(name);
        match self.env.iter_mut().find(same) {
            Some(known) => *known = entry,
            None => self.env.push(entry),
        }
    }
}

#[derive(Debug)]
pub(crate) enum Step {
    Copy(CopyStep),
    MakeFile {
        path: String,
        mode: u32,
        data: String,
    },
    MakeFolder {
        path: String,
    },
    Exec(Vec<String>),
    /// Fails only when the steps are put together.
    Invalid(&'static str),
}

#[derive(Debug, Serialize)]
pub(crate) struct CopyStep {
    pub(crate) src: String,
    pub(crate) dest: String,
    /// -1 to keep the mode.
    pub(crate) mode: i64,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) exclude_patterns: Vec<String>,
}

impl Step {
    pub(crate) fn show(&self) -> String {
        #[derive(Serialize)]
        struct File<'a> {
            path: &'a str,
            mode: u32,
            #[serde(skip_serializing_if = "Option::is_none")]
            data: Option<&'a str>,
        }
        match self {
            Step::Copy(copy) => format!("copy {}", to_json(copy)),
            Step::MakeFile { path, mode, data } => {
                format!("mkfile {}", to_json(&File { path, mode: *mode, data: Some(data) }))
            }
            Step::MakeFolder { path } => {
                format!("mkdir {}", to_json(&File { path, mode: 0o755, data: None }))
            }
            Step::Exec(argv) => format!("exec {}", to_json(argv)),
            Step::Invalid(message) => format!("graph error: {message}"),
        }
    }
}
