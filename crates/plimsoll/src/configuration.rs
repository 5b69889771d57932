//! The settings of each file: its configuration file, with the command line over it.

use std::path::Path;

use plimsoll_linter::Settings;
use plimsoll_workspace::Configurations;

use crate::args::LintArgs;
use crate::failure::Failure;
use crate::input::Input;

#[derive(Debug)]
pub(crate) struct Configuration {
    files: Configurations,
    command_line: Settings,
}

impl Configuration {
    /// Fails when the command line names what is no rule, or a configuration that is wrong.
    pub(crate) fn new(args: &LintArgs) -> Result<Self, Vec<Failure>> {
        let command_line = Settings::from_selection(&args.select, &args.ignore)
            .map_err(|errors| errors.iter().map(Failure::new).collect::<Vec<_>>())?;
        let Some(path) = &args.config else {
            return Ok(Configuration { files: Configurations::new(), command_line });
        };
        let files = Configurations::with_file(path);
        match files.for_file(path) {
            Some(named) if !named.errors.is_empty() => Err(Failure::of(&named)),
            _ => Ok(Configuration { files, command_line }),
        }
    }

    pub(crate) fn of(&self, input: &Input) -> Result<Settings, Vec<Failure>> {
        let path = input.path().unwrap_or(Path::new("-"));
        match self.files.for_file(path) {
            Some(file) if !file.errors.is_empty() => Err(Failure::of(&file)),
            Some(file) => Ok(file.settings_for(path, &self.command_line)),
            None => Ok(self.command_line.clone()),
        }
    }

    pub(crate) fn excludes(&self, path: &Path) -> bool {
        self.files.for_file(path).is_some_and(|file| file.excludes(path))
    }
}
