//! The settings of each file: its configuration file, with the command line over it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use plimsoll_linter::{Hadolint, Settings};
use plimsoll_workspace::Configurations;

use crate::failure::Failure;
use crate::input::Input;

#[derive(Debug)]
pub(crate) struct Configuration {
    files: Configurations,
    command_line: Settings,
    /// Of each configuration that was used, by its path. The environment has none.
    warnings: Mutex<BTreeMap<PathBuf, Vec<Failure>>>,
}

impl Configuration {
    /// The settings of the command line over those of one configuration, if it is named, or of those that are found.
    /// Fails when the named one is wrong.
    pub(crate) fn new(named: Option<&Path>, command_line: Settings) -> Result<Self, Vec<Failure>> {
        let environment = Hadolint::from_environment(|name| std::env::var(name).ok());
        let of_environment = environment.warnings.iter().map(Failure::new).collect();
        let warnings = Mutex::new(BTreeMap::from([(PathBuf::new(), of_environment)]));
        let Some(path) = named else {
            let files = Configurations::new().with_environment(environment);
            return Ok(Configuration { files, command_line, warnings });
        };
        let files = Configurations::with_file(path).with_environment(environment);
        match files.for_file(path) {
            Some(named) if !named.errors.is_empty() => Err(Failure::of(&named)),
            _ => Ok(Configuration { files, command_line, warnings }),
        }
    }

    pub(crate) fn of(&self, input: &Input) -> Result<Settings, Vec<Failure>> {
        let path = input.path().unwrap_or(Path::new("-"));
        match self.files.for_file(path) {
            Some(file) if !file.errors.is_empty() => Err(Failure::of(&file)),
            Some(file) => {
                if !file.warnings.is_empty() {
                    let mut warnings = self.warnings.lock().unwrap_or_else(PoisonError::into_inner);
                    warnings.insert(file.path.clone(), Failure::warnings_of(&file));
                }
                Ok(file.settings_for(path, &self.command_line))
            }
            None => Ok(self.files.without_file().merge(&self.command_line)),
        }
    }

    /// What has no effect in the configurations that were used, by file.
    pub(crate) fn warnings(&self) -> Vec<Failure> {
        let warnings = self.warnings.lock().unwrap_or_else(PoisonError::into_inner);
        warnings.values().flatten().cloned().collect()
    }

    pub(crate) fn excludes(&self, path: &Path) -> bool {
        self.files.for_file(path).is_some_and(|file| file.excludes(path))
    }
}
